/** What stands in every account: AWS's own roles, the landing zone's, the scanner's, and the people's. */
import { text } from '../random.js';
import { accountId } from '../world/accounts.js';
import type { Draft } from '../world/draft.js';
import { allow, inline } from '../world/policies/documents.js';
import { linkedRole } from '../world/regular.js';
import { type AccountName, SECURITY_AUDIT } from './accounts.js';
import { bundle } from './bundles.js';
import {
  assignment,
  crossAccountRole,
  does,
  every,
  idle,
  inlinePolicy,
  on,
  owner,
  type PartialCast,
  type Scene,
} from './scene.js';

/** Made by CreateAccount; the other accounts were invited. */
const CREATED: readonly AccountName[] = ['payments-prod', 'payments-staging', 'storefront-prod', 'sandbox-research'];
const STACK_SETS: readonly AccountName[] = ['payments-prod', 'data-platform-prod'];
const MONITORED: readonly AccountName[] = ['payments-prod', 'storefront-prod', 'data-platform-prod', 'network-hub'];
const MONITORING_ACCOUNT = '464622532012';
const MONITORING_ID = '3f1c9d0a5be84e27';

export function everywhere(scene: Scene): PartialCast {
  const { site, name } = scene;
  return {
    drafts: [
      { ...linkedRole(site, 0), habit: does(every(3, 'ec2:Describe*', 'rds:Describe*', 's3:ListAllMyBuckets')) },
      { ...linkedRole(site, 2), habit: does(every(1, 'autoscaling:Describe*', 'cloudfront:List*', 's3:GetBucketAcl')) },
      scanner(scene),
      ...(CREATED.includes(name) ? [organizationAccess(scene)] : []),
      ...(STACK_SETS.includes(name) ? [stackSets(scene)] : []),
      ...(MONITORED.includes(name) ? [monitoring()] : []),
      ...people(scene),
    ],
  };
}

/** Reads everything everywhere, every day. */
function scanner({ site: { aws, settings } }: Scene): Draft {
  return crossAccountRole('SecurityScanner', accountId(settings.seed, SECURITY_AUDIT), null, {
    attached: [aws('SecurityAudit'), aws('job-function/ViewOnlyAccess')],
    tags: owner('security'),
    habit: does(every(1, '*:List*', '*:Describe*', '*:Get*', '*:BatchGet*')),
  });
}

function organizationAccess({ site: { aws, hubArn } }: Scene): Draft {
  const management = hubArn.split(':')[4] as string;
  return crossAccountRole('OrganizationAccountAccessRole', management, null, {
    createdAt: on('2019-06-17'),
    attached: [aws('AdministratorAccess')],
  });
}

function stackSets({ site: { aws, hubArn }, accountId: id }: Scene): Draft {
  const name = `stacksets-exec-${text('0123456789abcdef', 32, id)}`;
  return crossAccountRole(name, hubArn.split(':')[4] as string, null, {
    attached: [aws('AdministratorAccess')],
    habit: does(every(30, ...bundle('updateStacks'))),
  });
}

/** A vendor that is at work. */
function monitoring(): Draft {
  const reads = inline(
    'cloudwatch:Get*',
    'cloudwatch:List*',
    'ec2:Describe*',
    'tag:GetResources',
    'logs:Describe*',
    'rds:Describe*',
  );
  return crossAccountRole('ObservabilityVendorRole', MONITORING_ACCOUNT, MONITORING_ID, {
    path: '/vendors/',
    inline: [{ ...reads, name: 'metrics' }],
    tags: owner('platform', { vendor: 'observability' }),
    habit: does(every(1, ...bundle('collectMetrics'))),
  });
}

const ADMINISTERED: Partial<Record<AccountName, number>> = {
  'company-management': 30,
  'platform-ci': 7,
  'payments-prod': 0,
  'storefront-prod': 0,
};
const DEVELOPED: Partial<Record<AccountName, readonly string[]>> = {
  'payments-staging': bundle('developService'),
  'data-platform-staging': bundle('browseCatalog', 'startEtl', 'askAthena'),
  'storefront-prod': [],
  'sandbox-research': bundle('runInstances', 'tryStorage', 'chooseModel', 'askModel'),
};
const READ: Partial<Record<AccountName, readonly string[]>> = {
  'payments-prod': [...bundle('watchService'), 'rds:DescribeDBInstances'],
  'storefront-prod': bundle('watchService', 'listDistributions'),
  'log-archive': [],
  'network-hub': [],
};

/** Permission sets: the same in each account, and used in each another way. */
function people(scene: Scene): Draft[] {
  const { site, name } = scene;
  const administered = ADMINISTERED[name];
  const developed = DEVELOPED[name];
  const read = READ[name];
  const assigned: Draft[] = [];
  if (administered !== undefined) {
    const uses = every(administered, ...bundle('administerAccess', 'administerOrganization'));
    const habit = administered > 0 ? does(uses) : idle;
    assigned.push(assignment(scene, 'AdministratorAccess', { attached: [site.aws('AdministratorAccess')], habit }));
  }
  if (developed) {
    const debug = inlinePolicy(
      'AwsSSOInlinePolicy',
      { Sid: 'DebugContainers', ...allow('ecs:ExecuteCommand', 'ssm:StartSession', 'ssm:TerminateSession') },
      {
        Sid: 'NeverTouchAudit',
        Effect: 'Deny',
        Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'],
        Resource: '*',
      },
    );
    const habit = does(every(2, ...developed));
    assigned.push(
      assignment(scene, 'DeveloperAccess', { attached: [site.aws('PowerUserAccess')], inline: [debug], habit }),
    );
  }
  if (read)
    assigned.push(
      assignment(scene, 'ReadOnlyAccess', { attached: [site.aws('ReadOnlyAccess')], habit: does(every(3, ...read)) }),
    );
  return assigned;
}
