/** The cases that are easy to get wrong, all in one account; each says what a lake must show of it. */
import { allow, documentOf } from './documents.js';
import { type Draft, momentOf, type Site, serviceTrust } from './draft.js';
import { DAY_MS } from './entities.js';
import { HOSTILE_NAMES, HOSTILE_PATHS, HOSTILE_TEXTS } from './hostile.js';
import { iamId } from './random.js';

const SINCE = Date.UTC(2023, 0, 9, 8, 30, 0);

export function specialDrafts(site: Site): Draft[] {
  return [...access(site), ...identity(site), ...timely(site), ...hurtful()];
}

function access({ aws, group }: Site): Draft[] {
  const role = { type: 'role', createdAt: SINCE } as const;
  return [
    // Its AdministratorAccess comes from the group alone.
    {
      type: 'user',
      name: 'admin.by.group',
      key: 'admin-by-group',
      createdAt: SINCE,
      groups: [group('Administrators')],
      habit: { services: 0.2, actions: 0.2 },
    },
    // RoleLastUsed is recent, every granted service is unused.
    {
      ...role,
      name: 'used-by-resource-policy-only',
      key: 'resource-policy',
      attached: [aws('AmazonS3ReadOnlyAccess')],
      habit: { elsewhere: true },
    },
    // S3 and SQS are used, yet they have no tracked action.
    {
      ...role,
      name: 'untracked-actions-only',
      key: 'untracked',
      inline: [inline('s3:GetObject', 'sqs:SendMessage', 'sns:Publish')],
      habit: { services: 1 },
    },
    // One tracked action and one service that the reference lacks.
    {
      ...role,
      name: 'newer-than-reference',
      key: 'newer',
      inline: [inline('ec2:DescribeSimulatedCapacity', 'simulated-preview:*')],
      habit: { services: 1, actions: 1 },
    },
    { ...role, name: 'no-policies', key: 'no-policies' },
    { type: 'user', name: 'no-policies-user', key: 'no-policies-user', createdAt: SINCE },
    // More services than one page of 200, used in all of them.
    {
      ...role,
      name: 'busy-administrator',
      key: 'busy',
      attached: [aws('AdministratorAccess')],
      habit: { services: 1, actions: 0.9 },
    },
    {
      ...role,
      name: 'idle-administrator',
      key: 'idle',
      attached: [aws('AdministratorAccess')],
      habit: { services: 0 },
    },
    // A Deny that takes S3 away, one that does not take SQS away, a boundary that takes nothing away.
    {
      ...role,
      name: 'denied',
      key: 'denied',
      inline: [{ name: 'mixed', document: DENIES }],
      boundary: aws('AmazonS3ReadOnlyAccess'),
    },
    // An action that no service knows grants nothing.
    { ...role, name: 'unknown-action', key: 'unknown', inline: [inline('s3:NoSuchActionAnywhere', 'kms:ListKeys')] },
  ];
}

const DENIES = documentOf(
  allow('s3:*', 'sqs:*', 'kms:List*'),
  { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  { Effect: 'Deny', Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:other' },
  { Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
);

function identity({ account, asOf, local }: Site): Draft[] {
  const month = Math.floor(asOf / DAY_MS / 30);
  const surname = ['novak', 'svoboda', 'dvorak'][month % 3];
  return [
    // Another principal under the same ARN every 30 days.
    {
      type: 'role',
      name: 'recreated',
      key: `recreated/${month}`,
      createdAt: momentOf(month * 30 - 1, account.id),
      attached: [local(1)],
      habit: { services: 1 },
    },
    // The same principal under another name every 30 days.
    { type: 'user', name: `maria.${surname}.${month % 2}`, key: 'renamed', createdAt: SINCE, attached: [local(2)] },
    {
      type: 'role',
      name: 'AWSReservedSSO_Weird_Name_With_Under_0123456789abcdef',
      key: 'permission-set',
      path: '/aws-reserved/sso.amazonaws.com/',
      permissionSetName: 'Weird_Name_With_Under',
      createdAt: SINCE,
      attached: [local(0)],
    },
  ];
}

/** What is new since yesterday, on whatever day one looks. */
function timely({ account, asOf }: Site): Draft[] {
  const yesterday = asOf / DAY_MS - 1;
  const date = new Date(yesterday * DAY_MS).toISOString().slice(0, 10);
  const granted = ['rds', 'lambda', 'dynamodb', 'athena'][yesterday % 4];
  return [
    // Yesterday's grant: another service each day, so that the day before does not show it.
    {
      type: 'role',
      name: 'granted-yesterday',
      key: 'granted-yesterday',
      createdAt: SINCE,
      inline: [inline('s3:List*'), { ...inline(`${granted}:*`), name: `just-in-time-${date}` }],
    },
    // Yesterday's principal: nothing it does not use says anything yet.
    {
      type: 'role',
      name: `created-${date}`,
      key: `created/${date}`,
      createdAt: momentOf(yesterday, account.id),
      inline: [inline('s3:*', 'ec2:*')],
    },
  ];
}

function hurtful(): Draft[] {
  const tags = Object.fromEntries([
    ...HOSTILE_TEXTS.map((text, n) => [`tag ${n} ${text.slice(0, 3)}`, text]),
    ['__proto__', 'polluted'],
    ['constructor', ''],
    ['=1+1', '@SUM(1)'],
  ]);
  const document = documentOf({
    ...allow('kms:ListKeys'),
    Sid: 'Quotes',
    Condition: { StringLike: { 'aws:PrincipalTag/x': HOSTILE_TEXTS } },
  });
  return [
    ...HOSTILE_NAMES.map(
      (name): Draft => ({
        type: 'user',
        name,
        key: `hurt/${name}`,
        createdAt: SINCE,
        tags,
        inline: [{ name: `=${name}`.slice(0, 64), document }],
      }),
    ),
    ...HOSTILE_PATHS.map(
      (path, n): Draft => ({
        type: 'role',
        name: `path-${n}`,
        key: `hurt/path/${n}`,
        path,
        createdAt: SINCE,
        tags,
        trust: serviceTrust('lambda.amazonaws.com'),
        inline: [{ name: 'x', document }],
      }),
    ),
    {
      type: 'role',
      name: `${'long'.repeat(16)}`,
      path: `/${'p'.repeat(500)}/`,
      key: 'hurt/long',
      createdAt: SINCE,
      tags: longTags(),
    },
  ];
}

/** As many and as long as IAM takes: 50 tags, keys of 128 characters, values of 256. */
function longTags(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`${n}${iamId('KEYX', n).repeat(8)}`.slice(0, 128), '日'.repeat(256)]),
  );
}

function inline(...actions: readonly string[]): { name: string; document: string } {
  return { name: 'inline', document: documentOf(allow(...actions)) };
}
