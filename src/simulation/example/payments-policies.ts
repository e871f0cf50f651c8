/** The policies of the payments team, and what its service does. */

import type { ManagedPolicy, Use } from '../world/entities.js';
import { allow, documentOf } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import { every, on, owner, policyOf, type Scene } from './scene.js';

export const team = owner('payments', { 'cost-center': '4100' });

/** One policy for three roles, of which one is at work; it grew over the years. */
export function dataAccess(scene: Scene): ManagedPolicy {
  const tables = `arn:aws:dynamodb:eu-central-1:${scene.accountId}:table/payments-*`;
  const read = {
    Sid: 'ReadPayments',
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:Query'],
    Resource: tables,
  } as const;
  const write = {
    Sid: 'ReadAndWritePayments',
    Effect: 'Allow',
    Action: ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:Describe*', 'dynamodb:*Table', 'dynamodb:Query'],
    Resource: [tables, `${tables}/index/*`],
  } as const;
  const receipts = {
    Sid: 'Receipts',
    Effect: 'Allow',
    Action: ['s3:Get*', 's3:PutObject', 's3:ListBucket', 's3:*Lifecycle*', 's3:PutBucketPolicy'],
    Resource: ['arn:aws:s3:::payments-receipts', 'arn:aws:s3:::payments-receipts/*'],
  } as const;
  const keys = {
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ScheduleKeyDeletion'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:ViaService': ['s3.eu-central-1.amazonaws.com', 'dynamodb.eu-central-1.amazonaws.com'] },
    },
  } as const;
  return policyOf(scene, 'payments-data-access', [
    [on('2021-03-01'), documentOf(read)],
    [on('2022-06-20'), documentOf(read, receipts)],
    [on('2023-11-06'), documentOf(write, receipts, keys)],
    [on('2024-09-30'), documentOf(write, receipts, keys, { Sid: 'Queues', ...allow('sqs:*', 'sns:Publish') })],
  ]);
}

export function developerBoundary(scene: Scene): ManagedPolicy {
  const document = documentOf(allow('s3:*', 'dynamodb:*', 'lambda:*', 'logs:*', 'sqs:*'));
  return policyOf(scene, 'payments-developer-boundary', [[on('2022-10-10'), document]], '/boundaries/');
}

/** What the service does every day. */
export const works: readonly Use[] = [every(1, ...bundle('serveItems', 'keepReceipts', 'sendMessages'))];
