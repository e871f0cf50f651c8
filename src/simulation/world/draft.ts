/** How a principal is drawn: what a draft does not say has a plain default. */

import { DAY_MS } from '../../model/days.js';
import type { Settings } from '../options.js';
import { hash, iamId, pick, share } from '../random.js';
import type { SimulatedAccount } from './accounts.js';
import type { Group, Habit, InlinePolicy, ManagedPolicy, Principal } from './entities.js';

/** What the entities of one account on one day are built from. */
export interface Site {
  readonly account: SimulatedAccount;
  readonly settings: Settings;
  readonly organizationId: string;
  readonly hubArn: string;
  /** ms since 1970: midnight in UTC */
  readonly asOf: number;
  /** A policy that AWS manages, by path and name. */
  aws(key: string): ManagedPolicy;
  /** One of the account's own policies, counted round. */
  local(n: number): ManagedPolicy;
  group(name: string): Group;
}

export interface Draft {
  readonly type: 'user' | 'role';
  readonly name: string;
  /** What the unique ID is made from: a new key is another principal, whatever its name. */
  readonly key: string;
  readonly path?: string;
  readonly createdAt: number;
  readonly attached?: readonly ManagedPolicy[];
  readonly inline?: readonly InlinePolicy[];
  readonly groups?: readonly Group[];
  readonly boundary?: ManagedPolicy;
  readonly tags?: Readonly<Record<string, string>>;
  readonly trust?: string;
  readonly permissionSetName?: string;
  readonly isServiceLinked?: boolean;
  readonly passwordLastUsedAt?: number;
  readonly habit?: Partial<Habit>;
}

/** What an account holds beside its own policies of AWS. */
export interface Cast {
  readonly drafts: readonly Draft[];
  readonly groups: readonly Group[];
  /** Customer managed. */
  readonly policies: readonly ManagedPolicy[];
}

const REGIONS = ['eu-central-1', 'eu-central-1', 'us-east-1', 'eu-west-1', 'ap-southeast-2'];

export function principalOf({ account, settings }: Site, draft: Draft): Principal {
  const { type, name, key, path = '/' } = draft;
  return {
    type,
    name,
    path,
    arn: `arn:aws:iam::${account.id}:${type}${path}${name}`,
    id: iamId(type === 'user' ? 'AIDA' : 'AROA', account.id, key),
    // An account that joined later than the draft says has no older principals.
    createdAt: Math.max(draft.createdAt, account.joinedAt - (account.joinedAt % 1000) + 1000),
    attached: draft.attached ?? [],
    inline: draft.inline ?? [],
    groups: draft.groups ?? [],
    boundary: draft.boundary ?? null,
    tags: tagsOf(draft, settings),
    trust: draft.trust ?? (type === 'role' ? serviceTrust('ec2.amazonaws.com') : null),
    permissionSetName: draft.permissionSetName ?? null,
    isServiceLinked: draft.isServiceLinked ?? false,
    passwordLastUsedAt: draft.passwordLastUsedAt ?? null,
    habit: {
      uses: null,
      services: 0.55,
      actions: 0.3,
      region: regionOf(account, key),
      elsewhere: false,
      ...draft.habit,
    },
  };
}

function tagsOf({ tags = {} }: Draft, { validXml }: Settings): Readonly<Record<string, string>> {
  if (!validXml) return tags;
  return Object.fromEntries(Object.entries(tags).map((pair) => pair.map(printable)));
}

/** Of the control characters XML 1.0 holds tab and the two of a line break. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => ('\t\n\r'.includes(c) ? c : ''));
}

function regionOf({ id }: SimulatedAccount, key: string): string {
  return pick(REGIONS, share(hash(id, key)) < 0.8 ? hash(id, 'region') : hash(id, key, 'region'));
}

export function serviceTrust(service: string): string {
  return trust({ Service: service });
}

export function trust(
  principal: Readonly<Record<string, unknown>>,
  condition?: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRole',
        ...(condition ? { Condition: condition } : {}),
      },
    ],
  });
}

/** Midnight of a day plus a time of day that belongs to the key, in full seconds. */
export function momentOf(day: number, ...key: readonly (string | number)[]): number {
  return day * DAY_MS + (hash(...key, 'second') % 86_400) * 1000;
}
