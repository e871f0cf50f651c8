/** Policy documents: those that AWS manages, and those that the accounts write themselves. */
import type { Catalog } from './catalog.js';
import type { Statement } from './grants.js';
import { between, hash, pick, share } from './random.js';

export function documentOf(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(...actions: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

/** What people write policies for; S3 and SQS stand twice for they are granted most. */
const COMMON = [
  's3',
  's3',
  'sqs',
  'sqs',
  'ec2',
  'dynamodb',
  'lambda',
  'logs',
  'cloudwatch',
  'kms',
  'sns',
  'secretsmanager',
  'ssm',
  'ecr',
  'ecs',
  'rds',
  'states',
  'events',
  'glue',
  'athena',
  'kinesis',
  'firehose',
  'apigateway',
  'sts',
  'cloudformation',
  'elasticache',
  'route53',
  'xray',
  'bedrock',
  'codebuild',
  'execute-api',
  'elasticloadbalancing',
];
const VERBS = ['*', 'Get*', 'List*', 'Describe*', 'Put*', 'Create*', 'Update*', 'Tag*', 'Delete*'];

/** A document as a team writes it; revision n differs from n - 1 by a statement or two. */
export function teamDocument(services: number, revision: number, ...seed: readonly (string | number)[]): string {
  const statements = Array.from({ length: services }, (_, place) => {
    const since = revision - (hash(...seed, place, 'age') % (revision + 1));
    const age = share(hash(...seed, place)) < 0.6 ? 0 : since;
    return teamStatement(hash(...seed, place, age));
  });
  const added = Array.from({ length: revision % 3 }, (_, n) => teamStatement(hash(...seed, 'added', revision - n)));
  return documentOf(...statements, ...added);
}

function teamStatement(seed: number): Statement {
  const namespace = pick(COMMON, seed);
  const verbs = Array.from({ length: between(hash(seed, 'n'), 1, 3) }, (_, n) => pick(VERBS, hash(seed, 'verb', n)));
  const actions = [...new Set(verbs)].map((verb) => `${namespace}:${verb}`);
  if (share(hash(seed, 'condition')) < 0.9) return allow(...actions);
  return { ...allow(...actions), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
}

/** The policies that AWS manages, by path and name; the actions are those of the catalog's day. */
export function awsDocuments(catalog: Catalog): ReadonlyMap<string, string> {
  const reading = ['Describe', 'Get', 'List'];
  const readable = catalog.services.slice(0, 240).flatMap(({ namespace, first, end }) => {
    const names = catalog.actionNames.slice(first, end);
    return reading.filter((verb) => names.some((name) => name.startsWith(verb))).map((verb) => `${namespace}:${verb}*`);
  });
  const listable = readable.filter((action) => !action.includes(':Get'));
  return new Map([
    ['AdministratorAccess', documentOf({ Effect: 'Allow', Action: '*', Resource: '*' })],
    [
      'PowerUserAccess',
      documentOf(
        { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
        allow(
          'account:GetAccountInformation',
          'iam:CreateServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeOrganization',
        ),
      ),
    ],
    ['ReadOnlyAccess', documentOf(allow(...readable))],
    ['job-function/ViewOnlyAccess', documentOf(allow(...listable.slice(0, 120)))],
    ['SecurityAudit', documentOf(allow('iam:Get*', 'iam:List*', ...listable.slice(40, 160)))],
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
  ]);
}
