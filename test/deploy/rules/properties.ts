/** The properties that a resource or a state may have: one more would change what it does. */

/** By type of resource, however deep. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  'S3::Bucket':
    'AbortIncompleteMultipartUpload BlockPublicAcls BlockPublicPolicy BucketEncryption BucketKeyEnabled BucketName DaysAfterInitiation ExpirationInDays ExpiredObjectDeleteMarker Id IgnorePublicAcls KMSMasterKeyID LifecycleConfiguration NoncurrentDays NoncurrentVersionExpiration ObjectOwnership OwnershipControls Prefix PublicAccessBlockConfiguration RestrictPublicBuckets Rules SSEAlgorithm ServerSideEncryptionByDefault ServerSideEncryptionConfiguration Status VersioningConfiguration',
  'S3::BucketPolicy':
    'Action Bool Bucket Condition Effect PolicyDocument Principal Resource Sid Statement Version aws:SecureTransport',
  'Glue::Database': 'CatalogId DatabaseInput Name',
  'Athena::WorkGroup':
    'BytesScannedCutoffPerQuery EncryptionConfiguration EncryptionOption EnforceWorkGroupConfiguration KmsKey Name OutputLocation RecursiveDeleteOption ResultConfiguration WorkGroupConfiguration',
  'EC2::VPC': 'CidrBlock EnableDnsHostnames EnableDnsSupport',
  'EC2::InternetGateway': '',
  'EC2::VPCGatewayAttachment': 'InternetGatewayId VpcId',
  'EC2::Subnet': 'AvailabilityZone CidrBlock VpcId',
  'EC2::RouteTable': 'VpcId',
  'EC2::Route': 'DestinationCidrBlock GatewayId RouteTableId',
  'EC2::SubnetRouteTableAssociation': 'RouteTableId SubnetId',
  'EC2::VPCEndpoint': 'RouteTableIds ServiceName VpcId',
  'EC2::SecurityGroup': 'CidrIp FromPort GroupDescription IpProtocol SecurityGroupEgress ToPort VpcId',
  'Logs::LogGroup': 'KmsKeyId RetentionInDays',
  'ECS::Cluster': '',
  'IAM::Role':
    'AWS Action ArnEquals AssumeRolePolicyDocument Condition Effect ManagedPolicyArns Path PermissionsBoundary Policies PolicyDocument PolicyName Principal Resource RoleName Service Sid Statement StringEquals StringLike Version aws:ResourceOrgID aws:SourceAccount ecs:CreateAction ecs:cluster iam:PassedToService s3:prefix',
  'ECS::TaskDefinition':
    'Age Capabilities ContainerDefinitions ContainerPath Cpu CpuArchitecture Drop Environment EphemeralStorage Essential ExecutionRoleArn Family Image LinuxParameters LogConfiguration LogDriver Memory MountPoints Name NetworkMode OperatingSystemFamily Options ReadonlyRootFilesystem RequiresCompatibilities RuntimePlatform SizeInGiB SourceVolume StopTimeout TaskRoleArn User Value Volumes awslogs-group awslogs-region awslogs-stream-prefix',
  'StepFunctions::StateMachine':
    'AssignPublicIp Cluster Database DefinitionString DefinitionSubstitutions DeriveEngine LogGroup MostAtOnce RoleArn RunTask SecurityGroup Shards StartExecution Subnets Task TaskDefinition',
  'Scheduler::Schedule':
    'Arn FlexibleTimeWindow Input Mode RoleArn ScheduleExpression ScheduleExpressionTimezone State Target',
  'SNS::Topic': 'KmsMasterKeyId',
  'SNS::Subscription': 'Endpoint Protocol TopicArn',
  'SNS::TopicPolicy':
    'Action Condition Effect PolicyDocument Principal Resource Service Sid Statement StringEquals Topics Version aws:SourceAccount',
  'Events::Rule':
    'Arn EventPattern Id InputPathsMap InputTemplate InputTransformer Targets detail detail-type error execution name source stateMachineArn status',
  'CloudWatch::Alarm':
    'ActionsEnabled AlarmActions AlarmDescription ComparisonOperator Dimensions EvaluationPeriods MetricName Name Namespace Period Statistic Threshold TreatMissingData Value',
  'CloudFormation::StackSet':
    'Active AutoDeployment CallAs Capabilities DeploymentTargets Enabled FailureTolerancePercentage ManagedExecution MaxConcurrentPercentage OperationPreferences OrganizationalUnitIds ParameterKey ParameterValue Parameters PermissionModel Regions RetainStacksOnAccountRemoval StackInstancesGroup StackSetName TemplateBody',
  'IAM::ManagedPolicy':
    'Action Condition Effect Path PolicyDocument Resource Sid Statement StringLike Version s3:prefix',
};

/** By type of state, and of a task by what it calls. */
export const KEYS_OF_STATES: Readonly<Record<string, string>> = {
  Pass: 'End Next Parameters Type',
  'ecs:runTask.sync':
    'AssignPublicIp AwsvpcConfiguration BackoffRate Catch Cluster Command.$ ContainerOverrides ErrorEquals IntervalSeconds JitterStrategy LaunchType MaxAttempts Name NetworkConfiguration Next Overrides Parameters PropagateTags Resource ResultPath Retry SecurityGroups Subnets TaskDefinition TimeoutSeconds Type',
  Choice:
    'And BooleanEquals Choices Default IsPresent Next Not NumericEquals NumericGreaterThan StringEquals StringMatches Type Variable',
  Wait: 'Next Seconds Type',
  Fail: 'Cause CausePath Error ErrorPath Type',
  'states:startExecution.sync:2':
    'Catch ErrorEquals Input Next Parameters Resource ResultPath ResultSelector StateMachineArn Type code.$ command command.$',
  Map: 'ItemProcessor ItemSelector ItemsPath MaxConcurrencyPath Next ResultPath Type shard.$',
  Succeed: 'Type',
};
