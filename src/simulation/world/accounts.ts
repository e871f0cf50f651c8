/** The organization's tree: accounts and organizational units. */

import { simulatedOrganizationId } from '../../model/aws/simulated.js';
import { DAY_MS } from '../../model/days.js';
import type { Settings } from '../options.js';
import { between, hash, LOWER, pick, share, text } from '../random.js';
import { HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile.js';

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  /** Null: the root, which is no OU but holds them. */
  readonly parent: OrganizationalUnit | null;
}

/** State as Organizations shows it since 2025; Status is the older word for it. */
type AccountStateName = 'ACTIVE' | 'PENDING_CLOSURE' | 'SUSPENDED' | 'CLOSED';

export interface SimulatedAccount {
  /** Place in the organization, 0 is the management account. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: AccountStateName;
  /** ms since 1970 */
  readonly joinedAt: number;
  readonly unit: OrganizationalUnit;
}

export interface SimulatedOrganization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly hubAccountId: string;
  readonly root: OrganizationalUnit;
  /** Without the root; a parent comes before its children. */
  readonly units: readonly OrganizationalUnit[];
  /** In the order of Organizations, which is none that a caller may rely on. */
  readonly accounts: readonly SimulatedAccount[];
}

/** The account (by index) that holds the special cases. */
export const SPECIAL_ACCOUNT = 1;

/** States of the accounts at these places, counted from the last. */
const STATES_FROM_THE_END: readonly AccountStateName[] = ['CLOSED', 'SUSPENDED', 'PENDING_CLOSURE'];

const UNITS: readonly (readonly [name: string, parent: number | null])[] = [
  ['Workloads', null],
  ['Security', null],
  ['Production', 0],
  ['Staging', 0],
  ['EU / Europe "west" \u001b[1m', 2],
  ['Retail', 4],
  ['Suspended', null],
];

export function organizationOf(settings: Settings): SimulatedOrganization {
  const { seed } = settings;
  const rootSuffix = text(LOWER, 4, seed, 'root');
  const root: OrganizationalUnit = { id: `r-${rootSuffix}`, name: 'Root', parent: null };
  const units: OrganizationalUnit[] = [];
  for (const [name, parent] of UNITS) {
    const id = `ou-${rootSuffix}-${text(LOWER, 8, seed, 'ou', name)}`;
    units.push({ id, name, parent: parent === null ? root : (units[parent] as OrganizationalUnit) });
  }
  const accounts = Array.from({ length: settings.accounts }, (_, index) => accountOf(index, settings, root, units));
  const managementAccountId = (accounts[0] as SimulatedAccount).id;
  const hubAccountId = settings.hub === 'delegated' ? (accounts.at(2)?.id ?? managementAccountId) : managementAccountId;
  const id = simulatedOrganizationId(text(LOWER, 10, seed, 'organization'));
  return { id, managementAccountId, hubAccountId, root, units, accounts };
}

/** IDs or names from the root down to the unit. */
export function pathOf(unit: OrganizationalUnit, word: 'id' | 'name'): string {
  return unit.parent ? `${pathOf(unit.parent, word)}/${unit[word]}` : unit[word];
}

function accountOf(
  index: number,
  { seed, accounts, specialCases }: Settings,
  root: OrganizationalUnit,
  units: readonly OrganizationalUnit[],
): SimulatedAccount {
  const closing = specialCases && index > SPECIAL_ACCOUNT + 1 ? STATES_FROM_THE_END[accounts - 1 - index] : undefined;
  const draw = hash(seed, 'account', index);
  return {
    index,
    id: accountId(seed, index),
    name: accountName(index, specialCases),
    email: `aws+${index}@example.com`,
    tags: accountTags(index, seed, specialCases),
    state: closing ?? 'ACTIVE',
    joinedAt: Date.UTC(2016, 0, 1) + between(draw, 0, 2500) * DAY_MS + between(draw, 0, 86_399_999),
    unit:
      index === 0 ? root : closing ? (units.at(-1) as OrganizationalUnit) : pick([root, ...units.slice(0, -1)], draw),
  };
}

/** 12 digits, unlike for each index; the second account's begins with zeros, for those who take it for a number. */
export function accountId(seed: number, index: number): string {
  const place = String(index).padStart(5, '0');
  const random = String(hash(seed, 'id', index) % 1_000_000).padStart(6, '0');
  return index === 1
    ? `00${random.slice(0, 5)}${place}`
    : `${between(hash(seed, 'digit', index), 1, 9)}${random}${place}`;
}

function accountName(index: number, specialCases: boolean): string {
  if (index === 0) return 'Management';
  if (specialCases && index < HOSTILE_TEXTS.length) return HOSTILE_TEXTS[index] as string;
  return `${pick(['shop', 'data', 'ml', 'web', 'core', 'pay'], hash(index))}-${pick(['prod', 'stage', 'dev'], hash(index, 1))}-${index}`;
}

const OWNERS = ['orders', 'billing', ' Search ', 'ml', 'Platform', 'web'];

/** Three in four accounts have tags, half of all an owner; one has more than a page of them. */
function accountTags(index: number, seed: number, specialCases: boolean): Readonly<Record<string, string>> {
  if (specialCases && index === SPECIAL_ACCOUNT) return { ...manyTags(), owner: HOSTILE_TEXTS[1] as string };
  const drawn = (what: string) => hash(seed, 'account tags', index, what);
  if (share(drawn('tagged')) < 0.25) return {};
  return {
    'cost-center': String(drawn('cost') % 9000),
    ...(share(drawn('owned')) < 0.67 ? { owner: pick(OWNERS, drawn('owner')) } : {}),
    ...(specialCases && share(drawn('noted')) < 0.5
      ? { [pick(HOSTILE_NAMES, drawn('key'))]: pick(HOSTILE_TEXTS, drawn('text')) }
      : {}),
  };
}

function manyTags(): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`tag ${n}`, `value ${n}`]));
}
