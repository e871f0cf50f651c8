/** `access-lake check` as a process against the simulated organization: what it finds, and that it writes nothing. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Check } from '../../src/check.js';
import { parseFault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { type Built, buildCommand, type Ended, ended, start } from './built.js';

const externalId = 'MARKED-external-id';
const folder = mkdtempSync(join(tmpdir(), 'access-lake-check-'));
let built: Built;
let simulation: Simulation;

beforeAll(async () => {
  const organization = { seed: 7, accounts: 6, principalsPerAccount: 3, specialCases: false, externalId };
  [built, simulation] = await Promise.all([buildCommand(), startSimulation(organization)]);
});

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

function check(args: readonly string[], id = externalId): Promise<Ended> {
  const environment = { ...simulation.env, ...(id === '' ? {} : { ACCESS_LAKE_EXTERNAL_ID: id }) };
  return ended(start([built.main, 'check', ...args], environment));
}

function checksOf({ stdout }: Ended): Check[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const role = ['--role-name', 'AccessLakeReader'];

test('where nothing would stop an export it says so, ends with 0 and leaves nothing behind', async () => {
  const lake = join(folder, 'lake');
  mkdirSync(lake);
  const run = await check([...role, '--destination', lake]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain('6 of 6 accounts can be entered and read');
  expect(run.stdout).toContain('Nothing would stop an export.');
  expect(readdirSync(lake)).toEqual([]);
});

test('accounts that would be gaps share an entry by their reason, and the exit code is 3 where some can be read', async () => {
  const { accounts, callerAccountId } = simulation.truth();
  const members = accounts.map(({ row }) => row.account_id).filter((id) => id !== callerAccountId);
  const [first = '', second = ''] = members;
  simulation.faults.add(parseFault(`role-missing:account=${first}`));
  simulation.faults.add(parseFault(`access-denied:account=${second},action=GetAccountSummary`));
  const run = await check([...role, '--json']);
  simulation.faults.clear();
  expect(run.code).toBe(3);
  const failed = checksOf(run).filter(({ ok }) => !ok);
  expect(failed.map(({ accountId }) => accountId).sort()).toEqual([first, second].sort());
});

test('tags of accounts that cannot be read are told, and are no failure', async () => {
  simulation.faults.add(parseFault('organizations-denied:action=ListTagsForResource'));
  const run = await check(role);
  simulation.faults.clear();
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/^ok {3}organization .*6 accounts\. Cannot read tags of accounts .*ListTagsForResource/m);
  expect(run.stdout).toContain('Nothing would stop an export.');
});

test.each([
  ['auto', 0, 'note', 'Nothing would stop an export.'],
  ['credentials', 3, 'FAIL', 'An export would end with 3'],
])(
  'a source that is denied with --collect %s ends with %i, and no report is begun',
  async (collect, code, mark, said) => {
    const [, second = ''] = simulation.truth().accounts.map(({ row }) => row.account_id);
    const began = () =>
      simulation.calls.rows().filter(({ action }) => action === 'iam:GenerateCredentialReport').length;
    const before = began();
    simulation.faults.add(parseFault(`access-denied:account=${second},action=ListServiceSpecificCredentials`));
    const run = await check([...role, '--collect', collect]);
    const asJson = checksOf(await check([...role, '--collect', collect, '--json']));
    simulation.faults.clear();
    expect(run).toMatchObject({ code, stderr: '' });
    expect(run.stdout).toContain(`${mark} credentials   5 of 6 accounts can be asked for it.`);
    expect(run.stdout).toContain('(iam:ListServiceSpecificCredentials): AccessDenied.');
    expect(run.stdout).toContain(said);
    const isNeeded = collect !== 'auto';
    expect(asJson.filter(({ ok }) => !ok)).toMatchObject([{ subject: 'source', accountId: second, isNeeded }]);
    expect(began()).toBe(before);
  },
);

test('a wrong external id is found in every member account, and is not told', async () => {
  const run = await check(role, 'WRONG-external-id');
  expect(run.code).toBe(3);
  expect(run.stdout).toContain('external id');
  expect(run.stdout + run.stderr).not.toContain('WRONG-external-id');
});

test('a destination that cannot be written is exit 4, and a missing folder stays missing', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const bad = await check([...role, '--destination', join(file, 'lake')]);
  expect(bad.code).toBe(4);
  expect(bad.stdout).toContain('FAIL destination');
  const missing = join(folder, 'not-there');
  expect((await check([...role, '--destination', missing])).code).toBe(0);
  expect(existsSync(missing)).toBe(false);
});
