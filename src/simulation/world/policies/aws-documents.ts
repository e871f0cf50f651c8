/**
 * The policies that AWS manages, by path and name: a choice of them, shorter than the real ones. The example organization has
 * the texts of AWS where aws-managed.tsv holds them: the collection at hand lacks AdministratorAccess, which AWS writes as it
 * stands here, and PowerUserAccess.
 */
import { readFileSync } from 'node:fs';
import type { Settings } from '../../options.js';
import type { Catalog } from '../catalog.js';
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
  if (organization === 'example') return new Map([...DOCUMENTS, ...documentsOfAws()]);
  const readable = readableActions(catalog, catalog.services.slice(0, 240));
  const listable = readable.filter((action) => !action.includes(':Get'));
  return new Map([
    ...DOCUMENTS,
    ['ReadOnlyAccess', documentOf(allow(...readable))],
    ['job-function/ViewOnlyAccess', documentOf(allow(...listable.slice(0, 120)))],
    ['SecurityAudit', documentOf(allow('iam:Get*', 'iam:List*', ...listable.slice(40, 160)))],
  ]);
}

/** Rows under a licence and a line of names. */
function documentsOfAws(): [name: string, document: string][] {
  const text = readFileSync(new URL('./aws-managed.tsv', import.meta.url), 'utf8');
  const [, , ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => line.split('\t') as [string, string]);
}

/** Patterns such as `s3:List*` that name an action of the services. */
function readableActions({ actionNames }: Catalog, services: Catalog['services']): string[] {
  return services.flatMap(({ namespace, first, end }) => {
    const names = actionNames.slice(first, end);
    const verbs = ['Describe', 'Get', 'List'].filter((verb) => names.some((name) => name.startsWith(verb)));
    return verbs.map((verb) => `${namespace}:${verb}*`);
  });
}
