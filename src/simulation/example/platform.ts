/** The platform team: pipelines in one account, the network in another. */
import { DAY_MS } from '../../model/days.js';
import { type Draft, trust } from '../world/draft.js';
import type { ManagedPolicy } from '../world/entities.js';
import { allow, documentOf } from '../world/policies/documents.js';
import type { Statement } from '../world/policies/grants.js';
import { bundle } from './bundles.js';
import {
  does,
  every,
  inlinePolicy,
  machineUser,
  on,
  owner,
  type PartialCast,
  policyOf,
  type Scene,
  serviceRole,
} from './scene.js';

const team = owner('platform', { 'cost-center': '2000' });
const RELEASES_KEPT = 5;

export function platformCi(scene: Scene): PartialCast {
  const releases = releasePolicy(scene);
  return {
    drafts: [
      gitHubActions(scene),
      serviceRole('release-pipeline', 'codepipeline', {
        attached: [releases],
        tags: team,
        habit: does(every(1, ...bundle('deployStack', 'build', 'shipArtifacts', 'pushImage'))),
      }),
      terraformPlan(scene),
      machineUser('artifact-publisher', {
        inline: [
          inlinePolicy(
            'publish',
            allow('s3:PutObject', 's3:GetObject', 'codeartifact:*', 'ecr:*', 'sts:GetServiceBearerToken'),
          ),
        ],
        tags: team,
        habit: does(every(2, 's3:PutObject', ...bundle('publishPackage', 'pushImage'))),
      }),
    ],
    policies: [releases],
  };
}

/** AdministratorAccess for a workflow that uses six services. */
function gitHubActions({ site: { aws }, accountId }: Scene): Draft {
  const provider = 'token.actions.githubusercontent.com';
  const workflow = trust(
    { Federated: `arn:aws:iam::${accountId}:oidc-provider/${provider}` },
    {
      StringEquals: { [`${provider}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${provider}:sub`]: 'repo:acme-shop/*' },
    },
  ).replace('sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity');
  return serviceRole('github-actions-deploy', 'codebuild', {
    trust: workflow,
    attached: [aws('AdministratorAccess')],
    tags: team,
    habit: does(
      every(1, ...bundle('deployStack', 'pushImage', 'registerTask', 'redeployService', 'shipArtifacts')),
      every(7, ...bundle('releaseFunction', 'roleForStack')),
    ),
  });
}

function terraformPlan({ site: { aws } }: Scene): Draft {
  const locks = inlinePolicy('state', {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    Resource: 'arn:aws:dynamodb:*:*:table/terraform-locks',
  });
  return serviceRole('terraform-plan', 'codebuild', {
    attached: [aws('ReadOnlyAccess')],
    inline: [locks],
    tags: team,
    habit: does(every(7, ...bundle('planTerraform', 'lockTerraform'))),
  });
}

/** The pipeline writes its policy anew with every release, the last time yesterday. */
function releasePolicy(scene: Scene): ManagedPolicy {
  const today = scene.site.asOf / DAY_MS;
  const first = Math.floor(on('2024-01-08') / DAY_MS);
  const versions = Array.from({ length: RELEASES_KEPT }, (_, n) => today - RELEASES_KEPT + n);
  const documents = versions.map((day) => [day * DAY_MS + 14 * 3_600_000, releaseDocument(day)] as const);
  const policy = policyOf(scene, 'release-pipeline-deploy', documents, '/pipelines/');
  const [newest, ...older] = policy.versions;
  const numbered = [newest, ...older].map((version, n) => ({ ...version, versionId: `v${today - first - n}` }));
  return { ...policy, createdAt: on('2024-01-08'), versions: numbered as unknown as ManagedPolicy['versions'] };
}

function releaseDocument(day: number): string {
  const grants: Statement[] = [
    {
      Sid: `Release${day}`,
      ...allow('cloudformation:*', 'codebuild:*', 'codepipeline:*', 'ecr:*', 's3:*Object', 's3:ListBucket'),
    },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/release-*' },
  ];
  return documentOf(...grants);
}

export function networkHub(): PartialCast {
  const gateways = inlinePolicy(
    'gateways',
    allow('ec2:*TransitGateway*', 'ec2:*Vpn*', 'ec2:*Route*', 'ec2:Describe*', 'networkmanager:*'),
  );
  return {
    drafts: [
      serviceRole('transit-gateway-automation', 'lambda', {
        inline: [gateways],
        tags: team,
        habit: does(every(7, ...bundle('routeTransit'))),
      }),
      serviceRole('dns-updater', 'lambda', {
        inline: [inlinePolicy('dns', allow('route53:*', 'acm:*', 'route53domains:*'))],
        tags: team,
        habit: does(every(1, ...bundle('changeRecords', 'validateCertificate'))),
      }),
      serviceRole('vpn-monitor', 'lambda', {
        inline: [inlinePolicy('monitor', allow('ec2:DescribeVpn*', 'cloudwatch:PutMetricData', 'sns:Publish'))],
        tags: team,
        habit: does(every(1, ...bundle('watchVpn')), every(30, ...bundle('raiseAlarm'))),
      }),
    ],
  };
}
