/** The policies that AWS manages, by path and name: a choice of them, shorter than the real ones. */
import type { Settings } from '../../options.js';
import type { Catalog } from '../catalog.js';
import { isWellKnown } from '../service-names.js';
import { allow, documentOf } from './documents.js';

const POWER_USER = documentOf(
  { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
  allow(
    'account:GetAccountInformation',
    'iam:CreateServiceLinkedRole',
    'iam:ListRoles',
    'organizations:DescribeOrganization',
  ),
);

const DOCUMENTS: readonly (readonly [key: string, document: string])[] = [
  ['AdministratorAccess', documentOf({ Effect: 'Allow', Action: '*', Resource: '*' })],
  ['PowerUserAccess', POWER_USER],
  ['AmazonS3ReadOnlyAccess', documentOf(allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*'))],
  ['AmazonS3FullAccess', documentOf(allow('s3:*', 's3-object-lambda:*'))],
  ['AmazonEC2FullAccess', documentOf(allow('ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'))],
  ['AmazonDynamoDBFullAccess', documentOf(allow('dynamodb:*', 'dax:*', 'kms:DescribeKey', 'kms:ListAliases'))],
  [
    'AWSLambda_FullAccess',
    documentOf(allow('lambda:*', 'logs:DescribeLogGroups', 'states:ListStateMachines', 'xray:GetTraceSummaries')),
  ],
  [
    'service-role/AWSLambdaBasicExecutionRole',
    documentOf(allow('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents')),
  ],
  [
    'CloudWatchAgentServerPolicy',
    documentOf(allow('cloudwatch:PutMetricData', 'ec2:DescribeTags', 'logs:PutLogEvents', 'xray:PutTraceSegments')),
  ],
  [
    'AmazonSSMManagedInstanceCore',
    documentOf(allow('ssm:UpdateInstanceInformation', 'ssm:GetParameters', 'ssmmessages:*', 'ec2messages:*')),
  ],
  ['IAMUserChangePassword', documentOf(allow('iam:ChangePassword', 'iam:GetAccountPasswordPolicy'))],
  ['job-function/Billing', documentOf(allow('budgets:*', 'ce:*', 'cur:*', 'billing:*', 'savingsplans:*'))],
  [
    'aws-service-role/AWSSupportServiceRolePolicy',
    documentOf(allow('ec2:Describe*', 's3:ListAllMyBuckets', 'rds:Describe*', 'support:*')),
  ],
  [
    'aws-service-role/AutoScalingServiceRolePolicy',
    documentOf(
      allow(
        'ec2:RunInstances',
        'ec2:TerminateInstances',
        'ec2:Describe*',
        'sns:Publish',
        'elasticloadbalancing:Describe*',
      ),
    ),
  ],
  [
    'aws-service-role/AWSTrustedAdvisorServiceRolePolicy',
    documentOf(allow('autoscaling:Describe*', 'cloudfront:List*', 'iam:GetAccountSummary', 's3:GetBucketAcl')),
  ],
];

/** Documents by path and name; those that read everything name the services of the catalog. */
export function awsDocuments(catalog: Catalog, organization: Settings['organization']): ReadonlyMap<string, string> {
  if (organization === 'example') return exampleDocuments(catalog);
  const readable = readableActions(catalog, catalog.services.slice(0, 240));
  const listable = readable.filter((action) => !action.includes(':Get'));
  return new Map([
    ...DOCUMENTS,
    ['ReadOnlyAccess', documentOf(allow(...readable))],
    ['job-function/ViewOnlyAccess', documentOf(allow(...listable.slice(0, 120)))],
    ['SecurityAudit', documentOf(allow('iam:Get*', 'iam:List*', ...listable.slice(40, 160)))],
  ]);
}

/** Those that read hold every service, those for a job the services that people know. */
function exampleDocuments(catalog: Catalog): ReadonlyMap<string, string> {
  const known = catalog.services.filter(({ namespace }) => isWellKnown(namespace));
  const listable = readableActions(catalog, known).filter((action) => !action.includes(':Get'));
  return new Map([
    ...DOCUMENTS,
    ['ReadOnlyAccess', documentOf(allow(...readableActions(catalog, catalog.services)))],
    ['job-function/ViewOnlyAccess', documentOf(allow(...listable))],
    ['SecurityAudit', documentOf(allow('iam:Get*', 's3:GetBucket*', 'lambda:Get*Policy', 'kms:Get*', ...listable))],
  ]);
}

/** Patterns such as `s3:List*` that name an action of the services. */
function readableActions({ actionNames }: Catalog, services: Catalog['services']): string[] {
  return services.flatMap(({ namespace, first, end }) => {
    const names = actionNames.slice(first, end);
    const verbs = ['Describe', 'Get', 'List'].filter((verb) => names.some((name) => name.startsWith(verb)));
    return verbs.map((verb) => `${namespace}:${verb}*`);
  });
}
