/** GetAccountAuthorizationDetails and GetAccountSummary. */

import { hash, share } from '../../random.js';
import { rootUserOf } from '../../world/credentials/root-user.js';
import type { AccountState } from '../../world/entities.js';
import type { World } from '../../world/world.js';
import { validationError } from '../aws-error.js';
import { type Body, type Call, maxItemsOf } from '../call.js';
import { pageOf } from '../pages.js';
import { element, list } from '../xml.js';
import { groupXml, policyXml, roleXml, userXml } from './entities-xml.js';
import { DEFAULT_ITEMS, pageHead, positionIn } from './lists.js';

const KINDS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];
const LISTS = [
  ['UserDetailList', ['User']],
  ['GroupDetailList', ['Group']],
  ['RoleDetailList', ['Role']],
  ['Policies', ['LocalManagedPolicy', 'AWSManagedPolicy']],
] as const;

interface Listed {
  readonly key: string;
  readonly kind: string;
  readonly id: string;
  readonly xml: string;
}

/** Users, roles, groups and policies share the budget of a page, in this order. @throws AwsError */
export function getAuthorizationDetails(call: Call, listings: Listings): Body {
  const { params, session } = call;
  const kinds = filterOf(params);
  const maxItems = maxItemsOf(params, DEFAULT_ITEMS);
  const position = positionIn(params.get('Marker'), `details ${session.caller.accountId} ${kinds.join()}`);
  const all = listings.of(call.world, session.caller.accountId).filter(({ kind }) => kinds.includes(kind));
  const page = pageOf(incomplete(all, call), maxItems, position, call);
  const lists = LISTS.filter(([, of]) => of.some((kind) => kinds.includes(kind))).map(([name, of]) =>
    list(
      name,
      page.entries.filter(({ kind }) => of.some((word) => word === kind)).map(({ xml }) => xml),
    ),
  );
  return [pageHead(page), ...lists];
}

function filterOf(params: URLSearchParams): string[] {
  const given = [...params].filter(([name]) => name.startsWith('Filter.member.')).map(([, value]) => value);
  const unknown = given.find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) {
    throw validationError(
      `1 validation error detected: Value '[${unknown}]' at 'filter' failed to satisfy constraint: Member must satisfy enum value set: [${KINDS.join(', ')}]`,
    );
  }
  return given.length === 0 ? KINDS : KINDS.filter((kind) => given.includes(kind));
}

/** The fault of a listing that lacks entries which the summary counts. */
function incomplete(all: readonly Listed[], { faults, subject, world }: Call): readonly Listed[] {
  const fault = faults.strike(['listing-incomplete'], subject);
  if (!fault) return all;
  const lacks = ({ id }: Listed): boolean => share(hash(world.settings.seed, 'lacks', id)) < (fault.at ?? 0.2);
  return all.filter((listed, place) => place > 0 && !lacks(listed));
}

/** The counts of entities, and a few of the quotas that stand beside them. */
export function getAccountSummary({ session, world }: Call): Body {
  const { users, roles, groups, localPolicies } = world.state(session.caller.accountId);
  const root = rootUserOf(session.caller.accountId);
  const counts = {
    Users: users.length,
    UsersQuota: 5000,
    Groups: groups.length,
    GroupsQuota: 500,
    Roles: roles.length,
    RolesQuota: 10_000,
    Policies: localPolicies.length,
    PoliciesQuota: 10_000,
    AccountMFAEnabled: Number(root.hasMfa),
    AccountAccessKeysPresent: Number(root.hasAccessKeys),
    AccountPasswordPresent: Number(root.hasPassword),
  };
  const entries = Object.entries(counts).map(
    ([key, value]) => `<entry>${element('key', key)}${element('value', value)}</entry>`,
  );
  return [`<SummaryMap>${entries.join('')}</SummaryMap>`];
}

/** Listings as XML; keeps those of the accounts that were asked for last. */
export class Listings {
  private readonly kept = new Map<AccountState, readonly Listed[]>();

  of(world: World, accountId: string): readonly Listed[] {
    const state = world.state(accountId);
    const listed = this.kept.get(state) ?? listedOf(world, state);
    this.kept.delete(state);
    this.kept.set(state, listed);
    if (this.kept.size > 16) this.kept.delete(this.kept.keys().next().value as AccountState);
    return listed;
  }
}

function listedOf(world: World, state: AccountState): readonly Listed[] {
  const holders = [...state.users, ...state.roles, ...state.groups];
  return [
    ...state.users.map((user) => listed('User', user, userXml(user))),
    ...state.roles.map((role) => listed('Role', role, roleXml(role, world.report(role, state.asOf), state.asOf))),
    ...state.groups.map((group) => listed('Group', group, groupXml(group))),
    ...state.localPolicies.map((policy) => listed('LocalManagedPolicy', policy, policyXml(policy, holders))),
    ...state.awsPolicies.map((policy) => listed('AWSManagedPolicy', policy, policyXml(policy, holders))),
  ];
}

function listed(kind: string, { name, id }: { readonly name: string; readonly id: string }, xml: string): Listed {
  return { key: `${KINDS.indexOf(kind)} ${name}`, kind, id, xml };
}
