/** The accounts in which people are: management, and the sandbox where things are left behind. */

import type { Draft } from '../world/draft.js';
import { allow } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import {
  assignment,
  crossAccountRole,
  does,
  every,
  groupOf,
  idle,
  inlinePolicy,
  on,
  owner,
  type PartialCast,
  person,
  type Scene,
  serviceRole,
} from './scene.js';
import { eveOf } from './story.js';

export function management(scene: Scene): PartialCast {
  const { site, accountId } = scene;
  const finance = groupOf(scene, 'Finance', { attached: [site.aws('job-function/Billing')] });
  return {
    drafts: [
      crossAccountRole('break-glass-admin', accountId, null, {
        attached: [site.aws('AdministratorAccess')],
        tags: owner('security', { purpose: 'break-glass' }),
      }),
      assignment(scene, 'BillingAccess', {
        attached: [site.aws('job-function/Billing')],
        habit: does(every(7, ...bundle('readBill', 'readReports'))),
      }),
      person('ingrid.berg', { groups: [finance], habit: does(every(30, ...bundle('readBill'))) }),
      person('joao.silva', { groups: [finance], habit: idle }),
    ],
    groups: [finance],
  };
}

export function sandbox(scene: Scene): PartialCast {
  return { drafts: [...leftBehind(scene), ...researchers(scene)] };
}

/** Of what a hackathon left behind most was cleaned up after the first quarter. */
function leftBehind({ site: { aws, hubArn }, story }: Scene): Draft[] {
  const management = hubArn.split(':')[4] as string;
  const stays = crossAccountRole('hackathon-2024-admin', management, null, {
    createdAt: on('2024-06-03'),
    attached: [aws('AdministratorAccess')],
  });
  const gone = [
    crossAccountRole('hackathon-2025-admin', management, null, {
      createdAt: on('2025-05-19'),
      attached: [aws('AdministratorAccess')],
    }),
    person('hackathon.guest', {
      createdAt: on('2025-05-19'),
      attached: [aws('AmazonEC2FullAccess'), aws('AmazonDynamoDBFullAccess')],
    }),
    serviceRole('hackathon-bot', 'lambda', {
      createdAt: on('2025-05-19'),
      attached: [aws('AWSLambda_FullAccess'), aws('AmazonS3FullAccess')],
    }),
  ];
  return story.quarter === 1 ? [stays, ...gone] : [stays];
}

/** Users with direct policies; one experiment came to its end. */
function researchers({ site: { aws }, story }: Scene): Draft[] {
  const training = every(3, ...bundle('runInstances', 'exportFiles', 'reportMetrics'));
  return [
    person('li.wei', {
      attached: [aws('AmazonEC2FullAccess'), aws('IAMUserChangePassword')],
      habit: does(every(6, ...bundle('runInstances'))),
    }),
    serviceRole('gpu-experiment', 'ec2', {
      attached: [aws('AmazonEC2FullAccess')],
      inline: [inlinePolicy('data', allow('s3:*', 'sagemaker:*'))],
      tags: owner('research'),
      habit: does({ ...training, until: eveOf(story.second) }),
    }),
  ];
}
