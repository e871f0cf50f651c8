/** The words in which the cast of the example organization is written. */
import { iamId } from '../random.js';
import { type Cast, type Draft, type Site, serviceTrust, trust } from '../world/draft.js';
import type { Group, Habit, InlinePolicy, ManagedPolicy, PolicyVersion, Use } from '../world/entities.js';
import { documentOf } from '../world/policies/documents.js';
import type { Statement } from '../world/policies/grants.js';
import { permissionSetRole } from '../world/regular.js';
import type { AccountName } from './accounts.js';
import { type Story, storyAt } from './story.js';

const KEPT_VERSIONS = 5;

/** One account on one day. */
export interface Scene {
  readonly site: Site;
  readonly name: AccountName;
  readonly accountId: string;
  readonly story: Story;
}

export type PartialCast = Partial<Cast>;

export function sceneOf(site: Site): Scene {
  const { account, asOf, settings } = site;
  const story = storyAt(asOf, settings.storyEndsAt);
  return { site, name: account.name as AccountName, accountId: account.id, story };
}

/** ms since 1970 of a day. */
export function on(day: string): number {
  return Date.parse(`${day}T09:00:00Z`);
}

/** What is done every so many days. */
export function every(days: number, ...actions: readonly string[]): Use {
  return { everyDays: days, actions };
}

export function does(...uses: readonly Use[]): Partial<Habit> {
  return { uses };
}

export const idle = does();

export function owner(team: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { owner: team, 'managed-by': 'terraform', ...more };
}

type Details = Partial<Omit<Draft, 'type' | 'name'>>;

/** A role that a service of AWS assumes. */
export function serviceRole(name: string, service: string, details: Details): Draft {
  return { ...common(name), trust: serviceTrust(`${service}.amazonaws.com`), ...details, type: 'role' };
}

/** A role that another account assumes; a vendor says which external id it will name. */
export function crossAccountRole(name: string, accountId: string, externalId: string | null, details: Details): Draft {
  const condition = externalId === null ? undefined : { StringEquals: { 'sts:ExternalId': externalId } };
  const from = trust({ AWS: `arn:aws:iam::${accountId}:root` }, condition);
  return { ...common(name), trust: from, ...details, type: 'role' };
}

export function person(name: string, details: Details): Draft {
  return { ...common(name), path: '/people/', tags: {}, ...details, type: 'user' };
}

export function machineUser(name: string, details: Details): Draft {
  return { ...common(name), ...details, type: 'user' };
}

/** The role of a permission set in the account. */
export function assignment({ site }: Scene, permissionSet: string, details: Details): Draft {
  const key = `sso/${permissionSet}`;
  return { ...common(key), ...permissionSetRole(site, permissionSet, key), tags: {}, ...details };
}

function common(name: string): Omit<Draft, 'type'> {
  return { name, key: name, createdAt: on('2023-02-14'), habit: idle };
}

export function inlinePolicy(name: string, ...statements: readonly Statement[]): InlinePolicy {
  return { name, document: documentOf(...statements) };
}

/** A policy of the account, with its documents from the first to the one in force and when each was written. */
export function policyOf(
  { accountId }: Scene,
  name: string,
  documents: readonly (readonly [writtenAt: number, document: string])[],
  path = '/',
): ManagedPolicy {
  const versions = documents.map(
    ([createdAt, document], n): PolicyVersion => ({ versionId: `v${n + 1}`, document, createdAt }),
  );
  return {
    arn: `arn:aws:iam::${accountId}:policy${path}${name}`,
    id: iamId('ANPA', accountId, name),
    name,
    path,
    isAwsManaged: false,
    createdAt: documents[0]?.[0] as number,
    versions: versions.slice(-KEPT_VERSIONS).reverse() as [PolicyVersion, ...PolicyVersion[]],
  };
}

export function groupOf({ accountId }: Scene, name: string, holds: Partial<Pick<Group, 'attached' | 'inline'>>): Group {
  return {
    arn: `arn:aws:iam::${accountId}:group/${name}`,
    id: iamId('AGPA', accountId, name),
    name,
    path: '/',
    createdAt: on('2020-01-15'),
    attached: [],
    inline: [],
    ...holds,
  };
}
