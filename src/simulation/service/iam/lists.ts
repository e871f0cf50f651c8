/** What the lists of IAM share: pages by name, and the things that a name stands for. */
import type { Group, InlinePolicy, ManagedPolicy, Principal } from '../../world/entities.js';
import { AwsError, validationError } from '../aws-error.js';
import { type Body, type Call, maxItemsOf, requiredParam } from '../call.js';
import { type Keyed, type Page, type Position, pageOf, positionOf } from '../pages.js';
import { element, list } from '../xml.js';

export const DEFAULT_ITEMS = 100;
/** Parameters that say which page, not which list. */
const OF_THE_PAGE = ['Action', 'Version', 'Marker', 'MaxItems'];

/** One member of a list, as XML. */
export interface Member extends Keyed {
  readonly xml: string;
}

/** A page of a list, its members by key. @throws AwsError */
export function listPage(call: Call, name: string, members: readonly Member[]): Body {
  const page = memberPage(call, members);
  return [
    pageHead(page),
    list(
      name,
      page.entries.map(({ xml }) => xml),
    ),
  ];
}

/** @throws AwsError */
export function memberPage<T extends Keyed>(call: Call, members: readonly T[]): Page<T> {
  const { params, session, action } = call;
  const what = [...params].filter(([key]) => !OF_THE_PAGE.includes(key)).map((pair) => pair.join('='));
  const position = positionIn(params.get('Marker'), [action, session.caller.accountId, ...what].join(' '));
  const inOrder = [...members].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return pageOf(inOrder, maxItemsOf(params, DEFAULT_ITEMS), position, call);
}

export function pageHead({ marker }: Page<unknown>): string {
  return element('IsTruncated', marker !== null) + (marker === null ? '' : element('Marker', marker));
}

/** Where a marker says that the page begins. @throws AwsError */
export function positionIn(marker: string | null, boundTo: string): Position {
  if (marker === null) return { boundTo, after: '', note: 0 };
  const position = positionOf(marker);
  if (!position) throw validationError('Invalid Marker.');
  if (position.boundTo !== boundTo)
    throw new AwsError(400, 'InvalidInput', 'The marker passed in the request was invalid.');
  return position;
}

/** Those below the path that the call asks for. */
export function inPath<T extends { readonly path: string }>({ params }: Call, all: readonly T[]): T[] {
  const prefix = params.get('PathPrefix') ?? '/';
  return all.filter(({ path }) => path.startsWith(prefix));
}

export type Kind = 'User' | 'Role' | 'Group';

/** The user, role or group that the call names; GetUser without a name: the caller. @throws AwsError */
export function named(call: Call, kind: 'Group'): Group;
export function named(call: Call, kind: 'User' | 'Role'): Principal;
export function named(call: Call, kind: Kind): Principal | Group;
export function named(call: Call, kind: Kind): Principal | Group {
  const { world, session, params } = call;
  const { users, roles, groups } = world.state(session.caller.accountId);
  const name = requiredParam(params, `${kind}Name`);
  const all: readonly (Principal | Group)[] = { User: users, Role: roles, Group: groups }[kind];
  const found = all.find((one) => one.name === name);
  if (found) return found;
  throw noSuchEntity(`The ${kind.toLowerCase()} with name ${name} cannot be found.`);
}

/** @throws AwsError */
export function inlineNamed(call: Call, kind: Kind): InlinePolicy {
  const name = requiredParam(call.params, 'PolicyName');
  const found = named(call, kind).inline.find((policy) => policy.name === name);
  if (found) return found;
  throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
}

/** @throws AwsError */
export function policyNamed({ world, session, params }: Call): ManagedPolicy {
  const arn = requiredParam(params, 'PolicyArn');
  const { localPolicies, awsPolicies } = world.state(session.caller.accountId);
  const found = [...localPolicies, ...awsPolicies].find((policy) => policy.arn === arn);
  if (found) return found;
  throw noSuchEntity(`Policy ${arn} was not found.`);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError(404, 'NoSuchEntity', message);
}
