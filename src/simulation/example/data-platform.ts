/** The data platform: the same policies in production and staging, and another use of them. */

import type { Draft } from '../world/draft.js';
import type { ManagedPolicy } from '../world/entities.js';
import { allow, documentOf } from '../world/policies/documents.js';
import type { Statement } from '../world/policies/grants.js';
import { bundle } from './bundles.js';
import {
  assignment,
  does,
  every,
  groupOf,
  idle,
  inlinePolicy,
  on,
  owner,
  type PartialCast,
  person,
  policyOf,
  type Scene,
  serviceRole,
} from './scene.js';

const team = owner('data-platform', { 'cost-center': '6300' });

export function dataPlatform(scene: Scene): PartialCast {
  const pipeline = pipelinePolicy(scene);
  const engineer = engineerPolicy(scene);
  const engineers = groupOf(scene, 'DataEngineers', { attached: [engineer] });
  const isProduction = scene.name === 'data-platform-prod';
  return {
    drafts: [
      ...jobs(pipeline, isProduction),
      scientists(scene, isProduction),
      person('omar.haddad', {
        groups: [engineers],
        habit: does(every(2, ...bundle('browseCatalog', 'askAthena'))),
      }),
      ...(isProduction ? production(scene) : []),
    ],
    groups: [engineers],
    policies: [pipeline, engineer],
  };
}

/** The same name, path and text in both accounts: a stack set deploys it. */
function pipelinePolicy(scene: Scene): ManagedPolicy {
  const lake: Statement = {
    Sid: 'Lake',
    Effect: 'Allow',
    Action: [
      's3:GetObject*',
      's3:PutObject*',
      's3:DeleteObject',
      's3:ListBucket',
      's3:ListBucket',
      's3:GetBucket*',
      's3:Put*Policy',
    ],
    Resource: ['arn:aws:s3:::acme-data-lake', 'arn:aws:s3:::acme-data-lake/*'],
  };
  const catalog = { Sid: 'Catalog', ...allow('glue:*', 'lakeformation:GetDataAccess', 'athena:*', 'redshift-data:*') };
  const documents = [
    [on('2022-01-24'), documentOf(lake)],
    [on('2024-02-12'), documentOf(lake, catalog)],
  ] as const;
  return policyOf(scene, 'data-platform-pipeline', documents, '/data-platform/');
}

/** Everything but what is named, and a Deny on what nobody may do. */
function engineerPolicy(scene: Scene): ManagedPolicy {
  const document = documentOf(
    {
      Sid: 'BuildDataProducts',
      Effect: 'Allow',
      NotAction: ['iam:*', 'organizations:*', 'account:*', 'sso:*', 'kms:*', 'ec2:*', 'cloudtrail:*'],
      Resource: '*',
    },
    { Sid: 'NoDeletes', Effect: 'Deny', Action: ['s3:DeleteBucket*', 'glue:DeleteDatabase'], Resource: '*' },
    {
      Sid: 'OnlyOurRegions',
      Effect: 'Deny',
      NotAction: ['s3:*', 'sts:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
    },
  );
  return policyOf(scene, 'data-engineer', [[on('2023-05-22'), document]], '/data-platform/');
}

function jobs(pipeline: ManagedPolicy, isProduction: boolean): Draft[] {
  const runs = every(isProduction ? 1 : 7, ...bundle('runEtl'));
  const ingest = inlinePolicy('ingest', allow('kinesis:*', 'firehose:*', 'kinesis:PutRecord', 'kinesis:PutRecords'));
  return [
    serviceRole('glue-etl', 'glue', { attached: [pipeline], tags: team, habit: does(runs) }),
    serviceRole('athena-reporting', 'lambda', {
      attached: [pipeline],
      tags: team,
      habit: isProduction ? does(every(1, ...bundle('askAthena'))) : idle,
    }),
    serviceRole('stream-ingest', 'firehose', {
      inline: [ingest],
      tags: team,
      habit: does(every(1, ...bundle('readStream', 'deliverStream'))),
    }),
  ];
}

/** A permission set that is used in staging and not in production. */
function scientists(scene: Scene, isProduction: boolean): Draft {
  const science = inlinePolicy(
    'AwsSSOInlinePolicy',
    allow('sagemaker:*', 'athena:*', 'glue:Get*', 's3:Get*', 's3:List*', 's3:PutObject', 'bedrock:*', 'quicksight:*'),
    { Sid: 'NotebooksOnly', Effect: 'Deny', Action: 'sagemaker:CreateCluster*', Resource: '*' },
  );
  const works = does(every(2, ...bundle('openNotebook', 'askAthena', 'chooseModel', 'askModel')));
  return assignment(scene, 'DataScientist', { inline: [science], habit: isProduction ? idle : works });
}

function production({ site: { aws }, story }: Scene): Draft[] {
  const schedule = inlinePolicy(
    'schedule',
    allow('airflow:*', 's3:GetObject', 's3:ListBucket', 'logs:*LogEvents', 'sqs:*Message'),
  );
  const administer = inlinePolicy(
    'administer',
    allow('lakeformation:*', 'glue:*', 's3:*', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'),
  );
  return [
    // In the third quarter its grant grew a hundredfold, and its use did not.
    serviceRole('airflow-scheduler', 'airflow', {
      attached: story.quarter === 3 ? [aws('PowerUserAccess')] : [],
      inline: [schedule],
      tags: team,
      habit: does(every(1, ...bundle('scheduleWork'))),
    }),
    serviceRole('data-lake-admin', 'lambda', {
      inline: [administer],
      tags: team,
      habit: does(every(14, ...bundle('governLake'))),
    }),
    serviceRole('redshift-loader', 'redshift', {
      inline: [
        inlinePolicy('load', allow('s3:GetObject', 's3:ListBucket', 'redshift:*', 'redshift-data:*', 'kms:Decrypt')),
      ],
      tags: team,
      habit: does(every(1, ...bundle('loadWarehouse'))),
    }),
    serviceRole('emr-cluster', 'elasticmapreduce', {
      createdAt: on('2021-06-07'),
      inline: [inlinePolicy('emr', allow('elasticmapreduce:*', 'ec2:*', 's3:*', 'dynamodb:*', 'sdb:*'))],
      tags: team,
    }),
  ];
}
