/** The security team's accounts. */

import type { Draft } from '../world/draft.js';
import type { InlinePolicy, ManagedPolicy } from '../world/entities.js';
import { allow, documentOf } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import {
  crossAccountRole,
  does,
  every,
  inlinePolicy,
  on,
  owner,
  type PartialCast,
  policyOf,
  type Scene,
  serviceRole,
} from './scene.js';

const team = owner('security', { 'cost-center': '1100' });

export function securityAudit(scene: Scene): PartialCast {
  const respond = responsePolicy(scene);
  return {
    drafts: [
      serviceRole('guardduty-responder', 'lambda', {
        attached: [respond],
        tags: team,
        habit: does(every(2, ...bundle('respondToFinding')), every(45, ...bundle('keepEvidence'))),
      }),
      serviceRole('posture-export', 'lambda', {
        inline: [postureVendor()],
        tags: team,
        habit: does(every(1, 'sts:AssumeRole')),
      }),
      accessReviews(),
    ],
    policies: [respond],
  };
}

function responsePolicy(scene: Scene): ManagedPolicy {
  return policyOf(scene, 'incident-response', [
    [
      on('2023-08-14'),
      documentOf(
        allow(
          'guardduty:*',
          'detective:*',
          'ec2:*Snapshot*',
          'ec2:Describe*',
          'iam:*AccessKey*',
          'iam:List*',
          'iam:Put*Policy',
        ),
        { Sid: 'KeepEvidence', Effect: 'Deny', Action: ['ec2:DeleteSnapshot', 's3:DeleteObject*'], Resource: '*' },
      ),
    ],
  ]);
}

/** Its document names the external id that the vendor's role asks for. */
function postureVendor(): InlinePolicy {
  return inlinePolicy('posture-vendor', {
    Sid: 'AskTheVendor',
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: 'arn:aws:iam::518229143357:role/PostureExport',
    Condition: { StringEquals: { 'sts:ExternalId': 'acme-9d2f6c17' } },
  });
}

function accessReviews(): Draft {
  return serviceRole('access-reviews', 'lambda', {
    inline: [
      inlinePolicy(
        'reviews',
        allow('iam:Get*', 'iam:List*', 'iam:Generate*', 'access-analyzer:*', 'organizations:List*'),
      ),
    ],
    tags: team,
    habit: does(every(30, ...bundle('reviewAccess'))),
  });
}

export function logArchive({ site: { aws } }: Scene): PartialCast {
  return {
    drafts: [
      serviceRole('log-writer', 'firehose', {
        inline: [
          inlinePolicy(
            'write',
            allow('s3:PutObject', 's3:AbortMultipartUpload', 's3:GetBucketLocation', 'kms:GenerateDataKey'),
          ),
        ],
        tags: team,
        habit: does(every(1, ...bundle('archiveLogs'))),
      }),
      crossAccountRole('SiemForwarder', '185472039146', 'siem-0b7e44', {
        path: '/vendors/',
        attached: [aws('AmazonS3ReadOnlyAccess')],
        inline: [inlinePolicy('queue', allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'kms:Decrypt'))],
        tags: { ...team, vendor: 'siem' },
        habit: does(every(1, ...bundle('forwardLogs'))),
      }),
    ],
  };
}
