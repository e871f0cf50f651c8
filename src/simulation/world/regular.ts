/** The regular principals: slots that one principal after the other fills, so that people and roles come and go. */

import { DAY_MS } from '../../model/days.js';
import { between, hash, LOWER, pick, share, text } from '../random.js';
import { type Draft, momentOf, type Site, serviceTrust, trust } from './draft.js';
import { HOSTILE_TEXTS } from './hostile.js';
import { teamDocument } from './policies/documents.js';

const FIRST_NAMES = ['anna', 'omar', 'li.wei', 'maria', 'joao', 'kofi', 'ingrid', 'sam'];
const LAST_NAMES = ['novak', 'okafor', 'garcia', 'smith', 'tanaka', 'haddad', 'berg'];
const TEAMS = ['orders', 'billing', 'search', 'ml', 'platform', 'web', 'data'];
const PURPOSES = ['api', 'worker', 'loader', 'export', 'lambda', 'batch', 'sync'];
const PATHS = ['/', '/', '/', '/app/', '/service-role/', '/team/data/'];
const SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'];
const LINKED = [
  ['support', 'AWSServiceRoleForSupport', 'AWSSupportServiceRolePolicy'],
  ['autoscaling', 'AWSServiceRoleForAutoScaling', 'AutoScalingServiceRolePolicy'],
  ['trustedadvisor', 'AWSServiceRoleForTrustedAdvisor', 'AWSTrustedAdvisorServiceRolePolicy'],
] as const;

/** One life in a slot: who fills it on the day. */
interface Life {
  readonly slot: number;
  readonly key: string;
  readonly createdAt: number;
  /** Drawn for this life alone. */
  draw(what: string): number;
}

/** The drafts of all slots that are filled on the day. */
export function regularDrafts(site: Site): Draft[] {
  const { principalsPerAccount } = site.settings;
  const slots = Array.from({ length: principalsPerAccount }, (_, slot) => slot);
  return [
    ...(site.settings.specialCases ? LINKED.map((_, n) => linkedRole(site, n)) : []),
    ...slots.flatMap((slot) => {
      const life = lifeIn(slot, site);
      return life ? [draftOf(site, life)] : [];
    }),
  ];
}

function lifeIn(slot: number, { account, settings, asOf }: Site): Life | null {
  const place = hash(settings.seed, account.id, 'slot', slot);
  const span = between(place, 120, 1500);
  const day = asOf / DAY_MS - 1;
  const generation = Math.floor((day + (place % span)) / span);
  const key = `${slot}/${generation}`;
  const vacantDays = settings.specialCases ? between(hash(place, generation), 0, Math.floor(span / 20)) : 0;
  const born = generation * span - (place % span) + vacantDays;
  if (day < born) return null;
  return { slot, key, createdAt: momentOf(born, place), draw: (what) => hash(settings.seed, account.id, key, what) };
}

function draftOf(site: Site, life: Life): Draft {
  const { administratorShare, principalsPerAccount } = site.settings;
  const place = site.account.index * principalsPerAccount + life.slot;
  const isAdministrator = Math.floor((place + 1) * administratorShare) > Math.floor(place * administratorShare);
  const draw = share(life.draw('kind'));
  if (isAdministrator) return administrator(site, life);
  if (draw < 0.3) return user(site, life);
  if (draw < 0.45) return drawnPermissionSet(site, life);
  if (draw < 0.5) return { ...role(site, life), attached: [site.aws('ReadOnlyAccess')] };
  if (draw < 0.51) return { ...role(site, life), attached: [site.aws('PowerUserAccess')], habit: { services: 0.2 } };
  if (draw < 0.54) return role(site, life);
  return application(site, life);
}

function administrator(site: Site, life: Life): Draft {
  const base = share(life.draw('admin')) < 0.5 ? drawnPermissionSet(site, life) : role(site, life);
  return { ...base, attached: [site.aws('AdministratorAccess')], inline: [], habit: { services: 0.15, actions: 0.2 } };
}

function user(site: Site, life: Life): Draft {
  const name = `${pick(FIRST_NAMES, life.draw('first'))}.${pick(LAST_NAMES, life.draw('last'))}${life.slot}`;
  const groups = [site.group(share(life.draw('group')) < 0.8 ? 'Developers' : 'Readers')];
  const signedIn = momentOf(site.asOf / DAY_MS - 1 - (life.draw('signed in') % 90), life.key);
  return {
    ...common(site, life),
    type: 'user',
    name: `${name}${text(LOWER, 3, life.draw('name'))}`,
    path: share(life.draw('path')) < 0.7 ? '/' : '/people/',
    groups: share(life.draw('grouped')) < 0.8 ? groups : [],
    attached:
      share(life.draw('direct')) < 0.3 ? [site.local(life.draw('local')), site.aws('IAMUserChangePassword')] : [],
    ...(signedIn > life.createdAt && share(life.draw('password')) < 0.7 ? { passwordLastUsedAt: signedIn } : {}),
  };
}

function role(site: Site, life: Life): Draft {
  const trusted =
    share(life.draw('trust')) < 0.8 ? serviceTrust(pick(SERVICES, life.draw('service'))) : crossAccount(site);
  return {
    ...common(site, life),
    type: 'role',
    name: `${pick(TEAMS, life.draw('team'))}-${pick(PURPOSES, life.draw('purpose'))}-${life.slot}-${text(LOWER, 4, life.draw('name'))}`,
    path: pick(PATHS, life.draw('path')),
    trust: trusted,
  };
}

function crossAccount({ hubArn }: Site): string {
  return trust({ AWS: [hubArn.replace(/:[^:]*$/, ':root')] }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
}

function application(site: Site, life: Life): Draft {
  const revision = Math.floor((site.asOf - life.createdAt) / (91 * DAY_MS));
  const document = teamDocument(between(life.draw('services'), 1, 4), Math.max(0, revision), site.account.id, life.key);
  const managed = share(life.draw('aws')) < 0.4 ? ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'] : [];
  const boundary = share(life.draw('boundary')) < 0.1 ? { boundary: site.local(0) } : {};
  return {
    ...role(site, life),
    attached: [
      ...managed.map((key) => site.aws(key)),
      ...(share(life.draw('team policy')) < 0.5 ? [site.local(life.draw('local'))] : []),
    ],
    inline: [{ name: 'access', document }],
    ...boundary,
    habit: share(life.draw('idle')) < 0.15 ? { services: 0 } : {},
  };
}

const PERMISSION_SETS = ['DeveloperAccess', 'Viewer', 'BillingRead', 'DataScience_2'];

function drawnPermissionSet(site: Site, life: Life): Draft {
  const permissionSetName = pick(PERMISSION_SETS, life.draw('set'));
  const policy = permissionSetName === 'BillingRead' ? 'job-function/Billing' : 'job-function/ViewOnlyAccess';
  const base = permissionSetRole(site, permissionSetName, life.key);
  return { ...base, ...common(site, life), attached: [site.aws(policy)] };
}

/** The role that a permission set makes in an account; the key tells one assignment from the next. */
export function permissionSetRole({ account }: Site, permissionSetName: string, key: string) {
  return {
    type: 'role',
    name: `AWSReservedSSO_${permissionSetName}_${text('0123456789abcdef', 16, account.id, key)}`,
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
    permissionSetName,
    trust: trust({ Federated: `arn:aws:iam::${account.id}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` }),
  } as const;
}

export function linkedRole({ aws, account }: Site, n: number): Draft {
  const [service, name, policy] = LINKED[n] as (typeof LINKED)[number];
  return {
    type: 'role',
    key: `linked/${service}`,
    name,
    path: `/aws-service-role/${service}.amazonaws.com/`,
    createdAt: account.joinedAt,
    isServiceLinked: true,
    attached: [aws(`aws-service-role/${policy}`)],
    trust: serviceTrust(`${service}.amazonaws.com`),
  };
}

function common({ settings }: Site, life: Life): Pick<Draft, 'key' | 'createdAt' | 'tags'> {
  const tags = {
    team: pick(TEAMS, life.draw('team')),
    'cost-center': String(life.draw('cost') % 9000),
    ...(settings.organization === 'random' && share(life.draw('note')) < 0.2
      ? { note: pick(HOSTILE_TEXTS, life.draw('text')) }
      : {}),
  };
  return { key: life.key, createdAt: life.createdAt, tags: share(life.draw('tagged')) < 0.7 ? tags : {} };
}
