/** Faults while the caller is identified and the organization is listed: every account as it is, or the reason and no run. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { type OpenOrganization, openOrganization } from '../../src/organization/open.js';
import type { Fault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { enter } from '../environment.js';
import { oneOf, TROUBLES } from './cases.js';
import { fastEffects } from './fast-effects.js';

const CALLS = [
  'sts:GetCallerIdentity',
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListRoots',
  'organizations:ListOrganizationalUnitsForParent',
];
const LISTS = CALLS.slice(2);
const ALWAYS = Number.POSITIVE_INFINITY;

let simulation: Simulation;
let leave: () => void;

beforeAll(async () => {
  simulation = await startSimulation({ seed: 5, accounts: 30, principalsPerAccount: 0 });
  leave = enter(simulation.env);
});

afterEach(() => simulation.faults.clear());

afterAll(async () => {
  leave();
  await simulation.stop();
});

async function open(faults: readonly Fault[]): Promise<OpenOrganization> {
  for (const fault of faults) simulation.faults.add(fault);
  const access = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'law' };
  const opened = await openOrganization(access, fastEffects(100), { callMs: 1500 });
  opened.close();
  return opened;
}

async function expectTruth(faults: readonly Fault[]): Promise<void> {
  const { organization } = await open(faults);
  const found = organization.accounts.map((account) => ({
    account_id: account.id,
    account_name: account.name,
    account_state: account.state,
    is_management_account: account.isManagementAccount,
    joined_at: account.joinedAt,
    ou_id: account.ouId,
    ou_path: account.ouPath,
    ou_path_names: account.ouPathNames,
    email: account.email,
    tags: account.tags,
  }));
  expect(found).toEqual(simulation.truth().accounts.map(({ row }) => ({ ...row, tags: null })));
  for (const fault of faults) expect(simulation.faults.struck(fault), fault.name).toBeGreaterThan(0);
}

const troubles = TROUBLES.flatMap(({ name, options }) => CALLS.map((action): Fault => ({ name, action, ...options })));

test.each(oneOf(5, troubles, CALLS.length))('$name at $action that passes leaves no trace', (fault) =>
  expectTruth([{ ...fault, count: ['hang', 'trickle'].includes(fault.name) ? 1 : 2 }]),
);

test.each(oneOf(5, troubles, CALLS.length).filter(({ name }) => !['hang', 'trickle'].includes(name)))(
  '$name at $action that lasts is said, and there is no organization',
  async (fault) => {
    const error = await open([{ ...fault, count: ALWAYS }]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exit).toBe('unreachable');
    expect((error as UserError).hint).toMatch(/check the network/i);
    expect((error as UserError).message).toMatch(/^Cannot (call AWS|list the accounts).*: \w+/);
  },
);

test.each(LISTS)('odd pages of %s hold every entry once', async (action) => {
  await expectTruth([
    { name: 'small-pages', action, size: 1 },
    { name: 'empty-page', action, count: 1 },
    { name: 'endless-marker', action, count: 1 },
  ]);
});

test.each(LISTS)('pages of %s that repeat or do not end are said', async (action) => {
  for (const name of ['repeat-page', 'endless-marker'] as const) {
    await expect(open([{ name, action, count: ALWAYS }])).rejects.toThrow(/InvalidAnswer/);
    simulation.faults.clear();
  }
});

test('answers without Paths, as older ones, say the same', () => expectTruth([{ name: 'no-paths' }]));

test('answers without State have the older Status', async () => {
  const { organization } = await open([{ name: 'no-state' }]);
  const older = simulation.truth().accounts.map(({ row }) => row.account_state?.replace('CLOSED', 'SUSPENDED'));
  expect(organization.accounts.map(({ state }) => state)).toEqual(older);
  expect(older).toContain('SUSPENDED');
});
