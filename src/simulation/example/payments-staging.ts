/** The payments account of staging. */

import type { Draft } from '../world/draft.js';
import { allow } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import { dataAccess, team, works } from './payments-policies.js';
import { does, every, idle, inlinePolicy, on, type PartialCast, type Scene, serviceRole } from './scene.js';

/** The case that this project began with: what it reads shows, but for one action; what it never did is there to go. */
function testRole(): Draft {
  const seed = {
    Version: '2012-10-17',
    Statement: {
      Sid: 'PaymentAppTest',
      Effect: 'Allow',
      Action: [
        's3:CreateAccessPoint',
        's3:CreateBucket',
        's3:GetBucketLogging',
        's3:GetBucketPolicy',
        's3:GetBucketTagging',
        's3:PutBucketPolicy',
      ],
      Resource: '*',
    },
  };
  return serviceRole('PaymentAppTestRole', 'codebuild', {
    createdAt: on('2022-05-16'),
    inline: [{ name: 'PaymentAppTestPolicy', document: JSON.stringify(seed) }],
    tags: team,
    habit: does(every(7, 's3:GetBucketLogging', 's3:GetBucketPolicy', 's3:GetBucketTagging')),
  });
}

export function paymentsStaging(scene: Scene): PartialCast {
  const data = dataAccess(scene);
  const loads = inlinePolicy('load', {
    Sid: 'EverythingButPeople',
    Effect: 'Allow',
    NotAction: ['iam:*', 'organizations:*', 'sso:*', 'account:*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
  });
  return {
    drafts: [
      testRole(),
      serviceRole('payments-api', 'ecs-tasks', { attached: [data], tags: team, habit: does(...works) }),
      serviceRole('load-test-runner', 'ecs-tasks', {
        inline: [loads],
        tags: team,
        habit: does(every(14, ...bundle('runInstances', 'reportMetrics'))),
      }),
      serviceRole('payments-chaos-experiments', 'fis', {
        inline: [inlinePolicy('chaos', allow('ec2:Stop*', 'ec2:Terminate*', 'rds:Reboot*', 'rds:Failover*', 'fis:*'))],
        tags: team,
        habit: idle,
      }),
    ],
    policies: [data],
  };
}
