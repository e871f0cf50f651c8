/**
 * What workloads do together: whoever pushes an image uploads its layers first, and who asks Athena reads the answer. Each is
 * named after the work; calls that a report does not show, such as those of an object, are among them.
 */

const AT_WORK = {
  pushImage: [
    ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:InitiateLayerUpload'],
    ...['ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage', 'ecr:BatchGetImage', 'ecr:DescribeImages'],
  ],
  deployStack: [
    ...['cloudformation:CreateChangeSet', 'cloudformation:DescribeChangeSet', 'cloudformation:ExecuteChangeSet'],
    ...['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:GetTemplateSummary'],
  ],
  registerTask: ['ecs:RegisterTaskDefinition'],
  redeployService: ['ecs:DescribeServices', 'ecs:DescribeTaskDefinition', 'ecs:UpdateService'],
  releaseFunction: [
    ...['lambda:UpdateFunctionCode', 'lambda:GetFunction', 'lambda:GetFunctionConfiguration', 'lambda:PublishVersion'],
    'lambda:UpdateAlias',
  ],
  roleForStack: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:PassRole'],
  shipArtifacts: ['s3:ListBucket', 's3:GetObject', 's3:PutObject'],
  build: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codepipeline:GetPipelineState'],
  publishPackage: [
    ...['sts:GetServiceBearerToken', 'codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint'],
    ...['codeartifact:PublishPackageVersion', 'codeartifact:DescribePackageVersion'],
  ],
  planTerraform: [
    ...['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeRouteTables'],
    ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
    ...['iam:GetPolicy', 'iam:GetPolicyVersion', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    ...['s3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:GetBucketAcl', 's3:ListBucket', 's3:GetObject'],
    ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListResourceTags'],
  ],
  lockTerraform: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
  changeRecords: [
    ...['route53:ListHostedZones', 'route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
    'route53:GetChange',
  ],
  validateCertificate: ['acm:ListCertificates', 'acm:DescribeCertificate'],
  routeTransit: [
    ...['ec2:DescribeTransitGateways', 'ec2:DescribeTransitGatewayAttachments', 'ec2:DescribeRouteTables'],
    ...['ec2:DescribeTransitGatewayRouteTables', 'ec2:SearchTransitGatewayRoutes', 'ec2:CreateTransitGatewayRoute'],
  ],
  watchVpn: ['ec2:DescribeVpnConnections', 'cloudwatch:PutMetricData'],
  raiseAlarm: ['sns:Publish'],
  writeLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
} as const;

const WITH_DATA = {
  serveItems: [
    ...['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DescribeTable'],
  ],
  readItems: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  keepReceipts: [
    ...['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation', 'kms:Decrypt', 'kms:GenerateDataKey'],
  ],
  sendMessages: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:SendMessage'],
  readSecret: ['secretsmanager:GetSecretValue'],
  rotateSecret: [
    ...['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:GetRandomPassword'],
    ...['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
  ],
  askAthena: [
    ...['athena:GetWorkGroup', 'athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
    ...['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions', 's3:GetBucketLocation', 's3:ListBucket'],
    ...['s3:GetObject', 's3:PutObject'],
  ],
  runEtl: [
    ...['glue:GetJob', 'glue:GetTable', 'glue:GetPartitions', 'glue:BatchCreatePartition', 'glue:UpdateTable'],
    ...['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  ],
  startEtl: ['glue:GetJobs', 'glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns'],
  browseCatalog: ['glue:GetDatabases', 'glue:GetTables', 'glue:GetTable', 'glue:GetPartitions'],
  governLake: [
    ...['lakeformation:ListPermissions', 'lakeformation:GrantPermissions', 'lakeformation:RevokePermissions'],
    ...['lakeformation:GetDataLakeSettings', 'glue:GetDatabases', 'glue:GetTables', 's3:ListAllMyBuckets'],
  ],
  loadWarehouse: [
    ...['redshift:GetClusterCredentials', 'redshift:DescribeClusters', 'redshift-data:ExecuteStatement'],
    ...['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult', 's3:GetObject', 's3:ListBucket'],
    'kms:Decrypt',
  ],
  scheduleWork: [
    ...['airflow:PublishMetrics', 's3:ListBucket', 's3:GetObject', 'logs:PutLogEvents', 'logs:GetLogEvents'],
    ...['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  ],
  readStream: ['kinesis:DescribeStream', 'kinesis:ListShards', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
  deliverStream: ['firehose:DescribeDeliveryStream', 'firehose:PutRecordBatch'],
  archiveLogs: ['s3:GetBucketLocation', 's3:PutObject', 's3:AbortMultipartUpload', 'kms:GenerateDataKey'],
  settlePayments: [
    ...['transfer:ListServers', 'transfer:DescribeServer', 'transfer:StartFileTransfer'],
    ...['transfer:ListFileTransferResults', 's3:GetObject', 's3:PutObject'],
  ],
  exportFiles: ['s3:ListBucket', 's3:GetObject'],
  editContent: ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 'cloudfront:ListDistributions'],
  resizeImages: ['s3:GetObject', 's3:PutObject', 'cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
  openNotebook: [
    ...['sagemaker:ListDomains', 'sagemaker:DescribeDomain', 'sagemaker:DescribeUserProfile', 'sagemaker:ListApps'],
    ...['sagemaker:CreateApp', 'sagemaker:DescribeApp', 'sagemaker:CreatePresignedDomainUrl'],
  ],
  scorePayments: ['sagemaker:DescribeEndpoint', 'sagemaker:InvokeEndpoint'],
  askModel: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
  chooseModel: ['bedrock:ListFoundationModels', 'bedrock:GetFoundationModel'],
  readParameters: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
  reportMetrics: ['cloudwatch:PutMetricData'],
  callFunction: ['lambda:InvokeFunction'],
} as const;

const OF_PEOPLE = {
  lookAround: [
    ...['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'ec2:DescribeVolumes', 'ec2:DescribeVpcs'],
    ...['cloudwatch:ListMetrics', 'cloudwatch:ListDashboards'],
  ],
  updateStacks: [
    ...['cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:DescribeStacks'],
    ...['cloudformation:DescribeStackEvents', 'iam:GetRole', 'iam:CreateRole', 'iam:PutRolePolicy'],
    ...['iam:AttachRolePolicy', 'iam:TagRole'],
  ],
  tryStorage: ['s3:ListAllMyBuckets', 's3:CreateBucket', 's3:PutObject', 's3:GetObject'],
  readReports: ['cur:DescribeReportDefinitions'],
  listDistributions: ['cloudfront:ListDistributions'],
  runInstances: [
    ...['ec2:DescribeImages', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeInstanceTypes'],
    ...['ec2:RunInstances', 'ec2:CreateTags', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'],
    'ec2:TerminateInstances',
  ],
  operateDatabase: [
    ...['rds:DescribeDBInstances', 'rds:DescribeEvents', 'rds:ModifyDBInstance', 'cloudwatch:GetMetricData'],
    ...['cloudwatch:ListMetrics', 'pi:GetResourceMetrics', 'pi:DescribeDimensionKeys'],
  ],
  mendIncident: [
    ...['rds:DescribeDBInstances', 'rds:RebootDBInstance', 'ssm:DescribeInstanceInformation', 'ssm:StartSession'],
    ...['ssm:TerminateSession', 'ecs:ListTasks', 'ecs:DescribeTasks', 'ecs:ExecuteCommand', 'logs:FilterLogEvents'],
    'logs:DescribeLogGroups',
  ],
  developService: [
    ...['ecs:ListServices', 'ecs:DescribeServices', 'ecs:ListTasks', 'ecs:DescribeTasks', 'ecs:UpdateService'],
    ...['logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:FilterLogEvents', 'dynamodb:ListTables'],
    ...['dynamodb:DescribeTable', 'cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms'],
  ],
  watchService: [
    ...[
      'ecs:ListClusters',
      'ecs:ListServices',
      'ecs:DescribeServices',
      'ecs:DescribeTasks',
      'cloudwatch:GetMetricData',
    ],
    ...['cloudwatch:ListMetrics', 'cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups', 'logs:FilterLogEvents'],
  ],
  administerAccess: [
    ...['iam:ListUsers', 'iam:ListRoles', 'iam:GetRole', 'iam:ListPolicies', 'iam:GetPolicyVersion'],
    ...['iam:ListAttachedRolePolicies', 'iam:GetAccountSummary', 'cloudtrail:LookupEvents'],
  ],
  administerOrganization: [
    ...['organizations:DescribeOrganization', 'organizations:ListRoots', 'organizations:ListAccounts'],
    ...['organizations:ListOrganizationalUnitsForParent', 'sso:ListInstances', 'sso:ListPermissionSets'],
    ...['sso:DescribePermissionSet', 'sso:ListAccountAssignments'],
  ],
  readBill: ['ce:GetCostAndUsage', 'ce:GetDimensionValues', 'ce:GetCostForecast', 'budgets:ViewBudget'],
  respondToFinding: [
    ...['guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings', 'ec2:DescribeInstances'],
    'ec2:DescribeVolumes',
  ],
  keepEvidence: ['ec2:CreateSnapshot', 'ec2:DescribeSnapshots'],
  reviewAccess: [
    ...['iam:ListUsers', 'iam:ListRoles', 'iam:GetRole', 'iam:GenerateServiceLastAccessedDetails'],
    ...['iam:GetServiceLastAccessedDetails', 'organizations:ListAccounts'],
  ],
  exportAccess: [
    ...[
      'sts:AssumeRole',
      'organizations:DescribeOrganization',
      'organizations:ListAccounts',
      'organizations:ListRoots',
    ],
    ...['organizations:ListOrganizationalUnitsForParent', 'organizations:ListAccountsForParent'],
    ...['iam:GetAccountAuthorizationDetails', 'iam:GenerateServiceLastAccessedDetails'],
    'iam:GetServiceLastAccessedDetails',
  ],
  forwardLogs: ['s3:ListBucket', 's3:GetObject', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'kms:Decrypt'],
  collectMetrics: [
    ...['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData', 'ec2:DescribeInstances', 'tag:GetResources'],
    ...['rds:DescribeDBInstances', 'logs:DescribeLogGroups'],
  ],
} as const;

export const BUNDLES = { ...AT_WORK, ...WITH_DATA, ...OF_PEOPLE };
type Workload = keyof typeof BUNDLES;

/** The calls of these workloads, each once. */
export function bundle(...workloads: readonly Workload[]): readonly string[] {
  return [...new Set(workloads.flatMap((workload): readonly string[] => BUNDLES[workload]))];
}
