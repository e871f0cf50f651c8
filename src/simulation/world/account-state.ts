/** The IAM of one account as of one day: regular principals, special cases, the member role, the caller. */

import { isTold } from '../example/accounts.js';
import { bundle } from '../example/bundles.js';
import { exampleCast } from '../example/cast.js';
import { does, every } from '../example/scene.js';
import type { Settings } from '../options.js';
import { iamId } from '../random.js';
import { type SimulatedAccount, SPECIAL_ACCOUNT } from './accounts.js';
import { type Cast, type Draft, principalOf, type Site, trust } from './draft.js';
import type { AccountState, Group, Holder, ManagedPolicy, Principal } from './entities.js';
import { allow, documentOf } from './policies/documents.js';
import { awsPolicy, localPolicy } from './policies/managed.js';
import { regularDrafts } from './regular.js';
import { specialDrafts } from './special.js';

/** The actions that the policies of the member role and the hub name, and that both of them use. */
const READER_ACTIONS = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetServiceLastAccessedDetails',
  'iam:ListUsers',
] as const;

/**
 * The actions that a caller of the simulated organization is allowed, and no others. Those beside the reader's have no
 * part in what is drawn, so that recorded answers stay.
 */
export const ALLOWED_ACTIONS = [
  ...READER_ACTIONS,
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListServiceSpecificCredentials',
  'account:ListRegions',
] as const;

export const HUB_USER_NAME = 'access-lake-hub';

const IAM_SINCE = Date.UTC(2022, 10, 15, 9, 0, 0);
const LOCAL_POLICIES = ['orders', 'billing', 'search', 'platform', 'data', '=cmd,@x'];

export type SiteBase = Pick<Site, 'account' | 'settings' | 'organizationId' | 'hubArn' | 'asOf'>;

export function accountStateOf(base: SiteBase, awsDocuments: ReadonlyMap<string, string>): AccountState {
  const site = siteOf(base, awsDocuments);
  const { drafts, groups: allGroups, policies } = castOf(site);
  const principals = [...drafts, ...ownDrafts(site)].map((draft) => principalOf(site, draft));
  const users = principals.filter(({ type }) => type === 'user').sort(byName);
  const roles = principals.filter(({ type }) => type === 'role').sort(byName);
  const groups = [...allGroups].sort(byName);
  const localPolicies = [...policies].sort(byName);
  const awsPolicies = [...awsPoliciesOf([...principals, ...groups])].sort(byName);
  return { accountId: base.account.id, asOf: base.asOf, users, roles, groups, localPolicies, awsPolicies };
}

/** Whether the role that the hub assumes is there: the stack set leaves the management account out. */
export function hasMemberRole({ index }: SimulatedAccount): boolean {
  return index > 0;
}

function castOf(site: Site): Cast {
  if (site.settings.organization === 'example' && isTold(site.account)) return exampleCast(site);
  const isSpecial = site.settings.specialCases && site.account.index === SPECIAL_ACCOUNT;
  return {
    drafts: [...regularDrafts(site), ...(isSpecial ? specialDrafts(site) : [])],
    groups: GROUPS.map(site.group),
    policies: policyNames(site.settings).map((_, n) => site.local(n)),
  };
}

/** What Access Lake itself needs in the account. */
function ownDrafts(site: Site): Draft[] {
  return [
    ...(hasMemberRole(site.account) ? [memberRole(site)] : []),
    ...(site.hubArn.includes(`:${site.account.id}:`) ? [hubUser(site)] : []),
  ];
}

function siteOf(base: SiteBase, awsDocuments: ReadonlyMap<string, string>): Site {
  const known = new Map<string, ManagedPolicy | Group>();
  const once = <T extends ManagedPolicy | Group>(key: string, make: () => T): T => {
    const made = (known.get(key) as T | undefined) ?? make();
    known.set(key, made);
    return made;
  };
  const names = policyNames(base.settings);
  const site: Site = {
    ...base,
    aws: (key) => once(`aws/${key}`, () => awsPolicy(key, awsDocuments.get(key) as string)),
    local: (n) =>
      once(`local/${n % names.length}`, () => teamPolicy(base, names[n % names.length] as string, n % names.length)),
    group: (name) => once(`group/${name}`, () => groupOf(name, site)),
  };
  return site;
}

/** The example's names are those that people give. */
function policyNames({ organization }: Settings): readonly string[] {
  return organization === 'example' ? LOCAL_POLICIES.slice(0, -1) : LOCAL_POLICIES;
}

function teamPolicy({ account, asOf }: SiteBase, team: string, n: number): ManagedPolicy {
  const policy = { name: `${team}-access`, path: n % 2 ? '/' : '/team/', createdAt: IAM_SINCE };
  return localPolicy(account.id, policy, asOf);
}

const GROUPS = ['Administrators', 'Developers', 'Readers'];

function groupOf(name: string, site: Site): Group {
  const path = name === 'Readers' ? '/team/' : '/';
  const policies: Record<string, Pick<Holder, 'attached' | 'inline'>> = {
    Administrators: { attached: [site.aws('AdministratorAccess')], inline: [] },
    Developers: {
      attached: [site.local(3)],
      inline: [{ name: 'deploy', document: documentOf(allow('cloudformation:*', 's3:Put*')) }],
    },
    Readers: { attached: [site.aws('ReadOnlyAccess')], inline: [] },
  };
  return {
    arn: `arn:aws:iam::${site.account.id}:group${path}${name}`,
    id: iamId('AGPA', site.account.id, name),
    name,
    path,
    createdAt: IAM_SINCE,
    ...(policies[name] as Pick<Holder, 'attached' | 'inline'>),
  };
}

function memberRole({ hubArn, organizationId, settings }: Site): Draft {
  const externalId = settings.externalId === undefined ? {} : { 'sts:ExternalId': settings.externalId };
  const condition = { StringEquals: { 'aws:PrincipalOrgID': organizationId, ...externalId } };
  return {
    type: 'role',
    name: settings.roleName,
    key: 'member-role',
    createdAt: IAM_SINCE,
    inline: [{ name: 'read-iam', document: documentOf(allow(...READER_ACTIONS)) }],
    trust: trust({ AWS: hubArn }, condition),
    habit: settings.organization === 'example' ? does(every(7, ...READER_ACTIONS)) : { services: 1, actions: 1 },
  };
}

function hubUser({ settings: { externalId, organization } }: Site): Draft {
  const statement = allow(...READER_ACTIONS, 'sts:AssumeRole', 'organizations:List*', 'organizations:Describe*');
  const condition = { StringEqualsIfExists: { 'sts:ExternalId': externalId } };
  const document = documentOf(externalId === undefined ? statement : { ...statement, Condition: condition });
  const habit = organization === 'example' ? { habit: does(every(7, ...bundle('exportAccess'))) } : {};
  const inline = [{ name: 'hub', document }];
  return { type: 'user', name: HUB_USER_NAME, key: 'hub', createdAt: IAM_SINCE, inline, ...habit };
}

function awsPoliciesOf(holders: readonly (Holder | Principal)[]): Set<ManagedPolicy> {
  const boundaries = holders.flatMap((holder) => ('boundary' in holder && holder.boundary ? [holder.boundary] : []));
  const used = [...holders.flatMap(({ attached }) => attached), ...boundaries];
  return new Set(used.filter(({ isAwsManaged }) => isAwsManaged));
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
