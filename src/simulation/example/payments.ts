/** The payments account of production. */

import type { Draft } from '../world/draft.js';
import type { Group, ManagedPolicy } from '../world/entities.js';
import { allow } from '../world/policies/documents.js';
import { bundle } from './bundles.js';
import { dataAccess, developerBoundary, team, works } from './payments-policies.js';
import {
  assignment,
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
  type Scene,
  serviceRole,
} from './scene.js';
import { eveOf } from './story.js';

export function paymentsProduction(scene: Scene): PartialCast {
  const data = dataAccess(scene);
  const boundary = developerBoundary(scene);
  const operators = groupOf(scene, 'PaymentsOperators', { attached: [scene.site.aws('job-function/ViewOnlyAccess')] });
  return {
    drafts: [
      ...services(scene, data),
      ...pipeline(boundary),
      ...onCall(scene),
      ...vendors(scene),
      operator(operators),
      exporter(),
    ],
    groups: [operators, groupOf(scene, 'PaymentsTemporary', { attached: [data] })],
    policies: [data, boundary],
  };
}

function services(scene: Scene, data: ManagedPolicy): Draft[] {
  const { site, story, accountId } = scene;
  const secrets = inlinePolicy('secrets', {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: `arn:aws:secretsmanager:eu-central-1:${accountId}:secret:payments/*`,
    Condition: { StringEquals: { 'secretsmanager:ResourceTag/team': 'payments' } },
  });
  return [
    // Until the first quarter ended it could do everything in S3.
    serviceRole('payments-api', 'ecs-tasks', {
      attached: story.quarter === 1 ? [data, site.aws('AmazonS3FullAccess')] : [data],
      inline: [secrets],
      tags: team,
      habit: does(...works, every(1, ...bundle('readSecret'))),
    }),
    serviceRole('payments-reconciler', 'ecs-tasks', { attached: [data], tags: team }),
    serviceRole('payments-worker-legacy', 'ec2', { createdAt: on('2021-03-01'), attached: [data], tags: team }),
    serviceRole('settlement-batch', 'batch', {
      inline: [
        inlinePolicy(
          'settlement',
          allow('s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation'),
          allow('athena:*Query*', 'athena:GetWorkGroup', 'transfer:*', 'glue:Get*'),
        ),
      ],
      tags: team,
      habit: does(every(91, ...bundle('settlePayments', 'askAthena'))),
    }),
    fraudScoring(scene),
    serviceRole('card-vault-rotation', 'lambda', {
      inline: [
        inlinePolicy('rotation', {
          Sid: 'Rotate',
          ...allow('secretsmanager:*', 'kms:Generate*', 'lambda:InvokeFunction'),
        }),
      ],
      tags: team,
      habit: does(every(7, ...bundle('rotateSecret'))),
    }),
  ];
}

/** In the third quarter it uses Amazon Bedrock for the first time. */
function fraudScoring({ site: { aws }, story }: Scene): Draft {
  const models = inlinePolicy(
    'models',
    allow('sagemaker:InvokeEndpoint', 'sagemaker:Describe*', 'bedrock:InvokeModel*', 'comprehend:*'),
  );
  return serviceRole('fraud-scoring', 'lambda', {
    attached: [aws('service-role/AWSLambdaBasicExecutionRole')],
    inline: [models],
    tags: team,
    habit: does(every(1, ...bundle('scorePayments', 'writeLogs')), {
      ...every(1, ...bundle('askModel')),
      from: eveOf(story.third) - 10 * 3_600_000,
    }),
  });
}

function pipeline(boundary: ManagedPolicy): Draft[] {
  const deploy = inlinePolicy(
    'deploy',
    allow('cloudformation:*', 'ecs:*', 'ecr:*Image*', 'elasticloadbalancing:*', 'ec2:*SecurityGroup*', 'ec2:Describe*'),
    {
      Sid: 'RolesWithinTheBoundary',
      Effect: 'Allow',
      Action: ['iam:*Role*', 'iam:PassRole', 'iam:CreatePolicy*'],
      Resource: '*',
      Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary.arn } },
    },
    { Sid: 'KeepTheBoundary', Effect: 'Deny', Action: 'iam:DeleteRolePermissionsBoundary', Resource: '*' },
  );
  const features = inlinePolicy('features', allow('s3:*', 'dynamodb:*', 'lambda:*', 'iam:CreateAccessKey'));
  return [
    serviceRole('payments-pipeline-exec', 'cloudformation', {
      inline: [deploy],
      tags: team,
      habit: does(
        every(3, ...bundle('deployStack', 'registerTask', 'redeployService', 'roleForStack')),
        every(3, 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'elasticloadbalancing:DescribeTargetGroups'),
      ),
    }),
    serviceRole('payments-feature-preview', 'lambda', {
      inline: [features],
      boundary,
      tags: team,
      habit: does(every(2, ...bundle('readItems', 'exportFiles', 'callFunction'))),
    }),
  ];
}

/** People who come when something burns: one stopped coming, one was there for a quarter. */
function onCall(scene: Scene): Draft[] {
  const { site, story } = scene;
  const queries = every(5, ...bundle('operateDatabase'));
  const incident = inlinePolicy(
    'AwsSSOInlinePolicy',
    allow('rds:*', 'ssm:*', 'ecs:*', 'logs:*', 'secretsmanager:GetSecretValue'),
  );
  return [
    crossAccountRole('dba-oncall', site.hubArn.split(':')[4] as string, null, {
      attached: [site.aws('PowerUserAccess')],
      tags: owner('databases'),
      habit: does({ ...queries, until: eveOf(story.second) }),
    }),
    ...(story.quarter === 2
      ? [
          assignment(scene, 'IncidentResponse', {
            createdAt: eveOf(story.second),
            inline: [incident],
            habit: does(every(1, ...bundle('mendIncident'))),
          }),
        ]
      : []),
  ];
}

/** A vendor that nobody invited back: it can read everything, and never came. */
function vendors({ site: { aws } }: Scene): Draft[] {
  const billing = inlinePolicy('billing', allow('ce:*', 'cur:*', 'organizations:List*', 's3:*'));
  return [
    crossAccountRole('CloudCostVendorRole', '292230061137', 'cc-5521-acme', {
      path: '/vendors/',
      createdAt: on('2021-11-08'),
      attached: [aws('ReadOnlyAccess')],
      inline: [billing],
      tags: { vendor: 'cloud-cost' },
    }),
  ];
}

function operator(group: Group): Draft {
  return person('anna.novak', { groups: [group], habit: does(every(4, ...bundle('lookAround'))) });
}

function exporter(): Draft {
  const files = inlinePolicy(
    'pci-export',
    allow('s3:GetObject', 's3:ListBucket', 's3:DeleteObject', 's3:PutBucketAcl'),
  );
  return machineUser('svc-pci-export', {
    inline: [files],
    tags: team,
    habit: does(every(30, ...bundle('exportFiles'))),
  });
}
