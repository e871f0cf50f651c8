/** The accounts and organizational units of the example organization. */
import { simulatedOrganizationId } from '../../model/aws/simulated.js';
import type { Settings } from '../options.js';
import { hash, LOWER, pick, text } from '../random.js';
import {
  accountId,
  type OrganizationalUnit,
  type SimulatedAccount,
  type SimulatedOrganization,
} from '../world/accounts.js';

const UNITS = [
  'Security',
  'Infrastructure',
  'Workloads',
  'Workloads/Production',
  'Workloads/Staging',
  'Sandbox',
  'Suspended',
];

/** By index; the name of an account tells the cast who is in it. */
const ACCOUNTS = [
  ['company-management', '', '2019-03-04'],
  ['security-audit', 'Security', '2019-03-11'],
  ['log-archive', 'Security', '2019-03-11'],
  ['platform-ci', 'Infrastructure', '2019-05-20'],
  ['network-hub', 'Infrastructure', '2019-09-02'],
  ['payments-prod', 'Workloads/Production', '2019-06-17'],
  ['payments-staging', 'Workloads/Staging', '2019-06-17'],
  ['storefront-prod', 'Workloads/Production', '2020-02-03'],
  ['data-platform-prod', 'Workloads/Production', '2021-01-18'],
  ['data-platform-staging', 'Workloads/Staging', '2021-01-18'],
  ['sandbox-research', 'Sandbox', '2022-08-29'],
  ['legacy-crm', 'Suspended', '2019-04-01'],
] as const;

/** Index of the account whose scanner reads all others. */
export const SECURITY_AUDIT = 1;

export type AccountName = (typeof ACCOUNTS)[number][0];

const DRAWN_UNITS = ['Workloads/Production', 'Workloads/Staging', 'Sandbox'];

/** Whether the account is one that the example tells of; those beyond are drawn. */
export function isTold({ index }: SimulatedAccount): boolean {
  return index < ACCOUNTS.length;
}

export function exampleOrganization(settings: Settings): SimulatedOrganization {
  const { seed } = settings;
  const suffix = text(LOWER, 4, seed, 'root');
  const root: OrganizationalUnit = { id: `r-${suffix}`, name: 'Root', parent: null };
  const units = new Map<string, OrganizationalUnit>([['', root]]);
  for (const path of UNITS) {
    const slash = path.lastIndexOf('/');
    const parent = units.get(path.slice(0, Math.max(0, slash))) as OrganizationalUnit;
    units.set(path, { id: `ou-${suffix}-${text(LOWER, 8, seed, 'ou', path)}`, name: path.slice(slash + 1), parent });
  }
  const accounts = Array.from({ length: settings.accounts }, (_, index) => accountOf(index, seed, units));
  const managementAccountId = (accounts[0] as SimulatedAccount).id;
  const hubAccountId = settings.hub === 'delegated' ? (accounts.at(1)?.id ?? managementAccountId) : managementAccountId;
  const id = simulatedOrganizationId(text(LOWER, 10, seed, 'example organization'));
  return { id, managementAccountId, hubAccountId, root, units: [...units.values()].slice(1), accounts };
}

function accountOf(index: number, seed: number, units: ReadonlyMap<string, OrganizationalUnit>): SimulatedAccount {
  const [name, path, joined] = ACCOUNTS[index] ?? drawnAccount(index, seed);
  return {
    index,
    id: accountId(seed, index),
    name,
    email: `aws+${name}@example.com`,
    tags: tagsOf(name),
    state: path === 'Suspended' ? 'CLOSED' : 'ACTIVE',
    joinedAt: Date.parse(`${joined}T09:30:00Z`),
    unit: units.get(path) as OrganizationalUnit,
  };
}

/** By name; the others have no owner, and those that are drawn belong to their team. */
const OWNERS: Readonly<Record<string, string>> = {
  'security-audit': 'security',
  'log-archive': 'security',
  'platform-ci': 'platform',
  'network-hub': 'platform',
  'payments-prod': 'payments',
  'payments-staging': 'payments',
  'storefront-prod': 'storefront',
  'data-platform-prod': 'data-platform',
  'data-platform-staging': 'data-platform',
  'sandbox-research': 'research',
};

function tagsOf(name: string): Readonly<Record<string, string>> {
  const owner = OWNERS[name] ?? /^(\w+)-\w+-\d+$/.exec(name)?.[1];
  return owner === undefined ? {} : { owner };
}

function drawnAccount(index: number, seed: number): readonly [name: string, path: string, joined: string] {
  const team = pick(['orders', 'search', 'media', 'pricing', 'ledger', 'loyalty'], hash(seed, 'team', index));
  const path = pick(DRAWN_UNITS, hash(seed, 'unit', index));
  const stage = { 'Workloads/Production': 'prod', 'Workloads/Staging': 'staging' }[path] ?? 'sandbox';
  return [`${team}-${stage}-${index}`, path, '2022-03-14'];
}
