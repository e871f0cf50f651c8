/** The special cases of what is granted and what of it is used. */

import type { Draft, Site } from './draft.js';
import { allow, documentOf, inline } from './policies/documents.js';

const SINCE = Date.UTC(2023, 0, 9, 8, 30, 0);
const role = { type: 'role', createdAt: SINCE } as const;

export function accessDrafts(site: Site): Draft[] {
  return [...uses(site), ...grants(site), ...administrators(site)];
}

function uses({ aws }: Site): Draft[] {
  return [
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
  ];
}

const DENIES = documentOf(
  allow('s3:*', 'sqs:*', 'kms:List*'),
  { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  { Effect: 'Deny', Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:other' },
  { Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
);

function grants({ aws }: Site): Draft[] {
  return [
    { ...role, name: 'no-policies', key: 'no-policies' },
    { type: 'user', name: 'no-policies-user', key: 'no-policies-user', createdAt: SINCE },
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

function administrators({ aws, group }: Site): Draft[] {
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
  ];
}
