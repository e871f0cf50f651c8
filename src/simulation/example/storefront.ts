/** The storefront: what customers see, and who came to it over the years. */

import type { Draft } from '../world/draft.js';
import { allow, documentOf } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import {
  crossAccountRole,
  does,
  every,
  groupOf,
  inlinePolicy,
  machineUser,
  on,
  owner,
  type PartialCast,
  person,
  policyOf,
  type Scene,
  serviceRole,
} from './scene.js';

const team = owner('storefront', { 'cost-center': '5200' });

export function storefront(scene: Scene): PartialCast {
  const { aws } = scene.site;
  const media = policyOf(scene, 'storefront-media', [
    [on('2021-08-02'), documentOf(allow('s3:GetObject'))],
    [on('2024-04-15'), documentOf(allow('s3:*Object*', 's3:ListBucket', 'cloudfront:*', 'rekognition:Detect*'))],
  ]);
  const administrators = groupOf(scene, 'Administrators', { attached: [aws('AdministratorAccess')] });
  const editors = groupOf(scene, 'ContentEditors', { attached: [media] });
  return {
    drafts: [
      ...applications(scene, media),
      ...deployers(scene),
      ...people(scene, administrators, editors),
      importer(scene),
      analytics(),
    ],
    groups: [administrators, editors],
    policies: [media],
  };
}

function applications({ site: { aws } }: Scene, media: ReturnType<typeof policyOf>): Draft[] {
  const web = inlinePolicy(
    'web',
    allow('dynamodb:*Item', 'dynamodb:Query', 'elasticache:Connect', 'ssm:GetParameter*', 'personalize:*'),
  );
  const checkout = inlinePolicy('checkout', {
    Sid: 'OnlyInMexico',
    Effect: 'Allow',
    Action: ['dynamodb:*', 'lambda:InvokeFunction', 'sqs:*', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': 'mx-central-1' } },
  });
  return [
    serviceRole('storefront-web', 'ecs-tasks', {
      attached: [media],
      inline: [web],
      tags: team,
      habit: does(every(1, ...bundle('exportFiles', 'readItems', 'readParameters'), 'dynamodb:PutItem')),
    }),
    serviceRole('image-resizer', 'lambda', {
      attached: [media, aws('service-role/AWSLambdaBasicExecutionRole')],
      tags: team,
      habit: does(every(1, ...bundle('resizeImages', 'writeLogs'))),
    }),
    // At work every minute, in a Region of which IAM tells nothing.
    serviceRole('storefront-checkout-mx', 'lambda', {
      inline: [checkout],
      tags: { ...team, region: 'mx-central-1' },
      habit: { ...does(every(1, 'dynamodb:*', 'lambda:InvokeFunction', 'sqs:*')), region: 'mx-central-1' },
    }),
  ];
}

/** In the third quarter somebody made the deployer an administrator, for a release that would not pass. */
function deployers({ site: { aws }, story }: Scene): Draft[] {
  const deploy = inlinePolicy(
    'deploy',
    allow('ecs:UpdateService', 'ecs:Describe*', 'ecr:*', 'cloudfront:CreateInvalidation'),
  );
  return [
    serviceRole('storefront-web-deployer', 'codebuild', {
      attached: story.quarter === 3 ? [aws('AdministratorAccess')] : [],
      inline: [deploy],
      tags: team,
      habit: does(every(2, ...bundle('redeployService', 'pushImage'))),
    }),
  ];
}

function people(
  { story }: Scene,
  administrators: ReturnType<typeof groupOf>,
  editors: ReturnType<typeof groupOf>,
): Draft[] {
  const signedIn = on('2026-05-04');
  return [
    // In the third quarter she became an administrator.
    person('maria.ortega', {
      groups: story.quarter === 3 ? [editors, administrators] : [editors],
      habit: does(every(3, ...bundle('editContent'))),
    }),
    person('tom.lindqvist', {
      groups: [editors],
      habit: does(every(9, ...bundle('exportFiles'))),
      passwordLastUsedAt: signedIn,
    }),
  ];
}

/** A user of the first days with a key, its policy attached to it. */
function importer({ site: { aws } }: Scene): Draft {
  return machineUser('legacy-ftp-import', { createdAt: on('2020-02-10'), attached: [aws('AmazonS3FullAccess')] });
}

function analytics(): Draft {
  return crossAccountRole('MarketingAnalyticsVendor', '730335211904', null, {
    path: '/vendors/',
    inline: [inlinePolicy('exports', allow('s3:Get*', 's3:List*', 'athena:*', 'glue:Get*', 'personalize:*'))],
    tags: { owner: 'marketing', vendor: 'analytics' },
    habit: does(every(30, ...bundle('exportFiles', 'askAthena'))),
  });
}
