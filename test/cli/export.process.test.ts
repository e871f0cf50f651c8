/** The whole way by the command line: a process that exports a simulated organization over real sockets. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { sql } from '../export/lake.js';
import { type Built, buildCommand, type Ended, ended, start } from './built.js';

const externalId = 'MARKED-external-id';
const folder = mkdtempSync(join(tmpdir(), 'access-lake-export-'));
let built: Built;
let simulation: Simulation;

beforeAll(async () => {
  [built, simulation] = await Promise.all([
    buildCommand(),
    startSimulation({ seed: 7, accounts: 4, principalsPerAccount: 3, specialCases: false, jobMs: [1, 20], externalId }),
  ]);
});

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

function place(name: string): string {
  return join(folder, name);
}

/** Without trends, which behind-commit.process.test.ts holds, but for the undisturbed one. */
function startExport(lake: string, ...args: string[]) {
  const trends = lake === 'lake' ? [] : ['--no-trends'];
  const role = ['--role-name', 'AccessLakeReader', '--retry-for', '0', ...trends];
  const environment = { ...simulation.env, ACCESS_LAKE_EXTERNAL_ID: externalId };
  return start([built.main, 'export', '--destination', place(lake), ...role, ...args], environment);
}

function runExport(lake: string, ...args: string[]): Promise<Ended> {
  return ended(startExport(lake, ...args));
}

function filesOf(lake: string): string[] {
  return readdirSync(place(lake), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('an undisturbed export', () => {
  let first: Ended;
  beforeAll(async () => {
    first = await runExport('lake', '--json', '--progress', 'json');
  });

  test('ends with 0 and one JSON object alone on stdout', () => {
    expect(first.code).toBe(0);
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    const { run, files, gaps } = JSON.parse(first.stdout);
    expect(run.accounts_exported).toBeGreaterThan(1);
    expect(run.principals_exported).toBe(run.principals_total);
    expect(files.length).toBeGreaterThan(5);
    expect(gaps.filter(({ status }: { status: string }) => status === 'failed')).toEqual([]);
  });

  test('tells its progress on stderr', () => {
    const events = first.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.find(({ type }) => type === 'planned')).toMatchObject({ resumed: false });
    const types = events.map(({ type }) => type).filter((type) => type !== 'progress'); // told every second
    expect([types[0], types.at(-1)]).toEqual(['planned', 'deriving']);
    expect(types).toContain('committed');
  });

  test('leaves no staging, and every file of its manifest', () => {
    expect(existsSync(join(place('lake'), '_staging'))).toBe(false);
    for (const { path, bytes } of JSON.parse(first.stdout).files) {
      expect(readFileSync(join(place('lake'), path))).toHaveLength(bytes);
    }
  });

  test('makes the calls that the role of the members allows, and no others', () => {
    const template = readFileSync(new URL('../../deploy/member-role.yaml', import.meta.url), 'utf8');
    const allowed = [...template.matchAll(/^ +- (iam:\w+)$/gm)].map(([, action]) => action).sort();
    expect(allowed.length).toBeGreaterThan(0);
    expect([...simulation.calls.seen('member')].sort()).toEqual(allowed);
  });

  test('keeps the external ID out of all that it says and writes', () => {
    expect(first.stdout + first.stderr).not.toContain('MARKED');
    for (const file of filesOf('lake')) expect(readFileSync(file).includes('MARKED')).toBe(false);
  });

  test('is listed', async () => {
    const { run } = JSON.parse(first.stdout);
    const text = await ended(start([built.main, 'snapshots', '--destination', place('lake')]));
    expect(text.code).toBe(0);
    expect(text.stdout).toContain(run.run_id);
    const { stdout } = await ended(start([built.main, 'snapshots', '--destination', place('lake'), '--json']));
    expect(JSON.parse(stdout).committed).toHaveLength(1);
  });
});

test('what could not be measured ends with 3, grouped with its reason', async () => {
  const denied = simulation.truth().accounts.find((account) => account.hasMemberRole)?.row.account_id as string;
  const fault = { name: 'role-missing', account: denied } as const;
  simulation.faults.add(fault);
  const { code, stdout, stderr } = await runExport('gaps');
  simulation.faults.remove(fault);
  expect(code).toBe(3);
  expect(stdout).toContain('Could not be measured:');
  expect(stdout).toContain(denied);
  expect(stdout).toContain('deploy/member-role.yaml');
  expect(stdout + stderr).not.toContain('MARKED');
});

test('without the right to read tags of accounts they are null, a line says so, and it ends with 0', async () => {
  const fault = { name: 'organizations-denied', action: 'ListTagsForResource' } as const;
  simulation.faults.add(fault);
  const { code, stdout, stderr } = await runExport('untagged', '--json');
  simulation.faults.remove(fault);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).gaps).toEqual([]);
  expect(stderr.match(/^Cannot read tags of accounts \(4 of 4\).*AccessDenied/gm)).toHaveLength(1);
  expect(stderr.match(/ListTagsForResource/g)).toHaveLength(1);
  const tags = await sql(
    `SELECT email, tags FROM read_parquet('${place('untagged')}/accounts/*/*') ORDER BY account_id`,
  );
  expect(tags).toEqual(simulation.truth().accounts.map(({ row: { email } }) => ({ email, tags: null })));
  expect(JSON.parse(stdout).source_gaps).toMatchObject([{ source: 'account-tags', demanded: false, collected: 0 }]);
  simulation.faults.add(fault);
  const named = await runExport('named', '--collect', 'account-tags');
  simulation.faults.remove(fault);
  expect(named.code).toBe(3);
  expect(named.stdout).toMatch(/^ {2}account-tags: in 0 of 4 accounts; first: Cannot read the tags of account \d{12}/m);
});

test('below the coverage asked for nothing is committed: exit 4, and the reason', async () => {
  const fault = { name: 'job-failed' } as const;
  simulation.faults.add(fault);
  const { code, stdout, stderr } = await runExport('uncovered', '--min-coverage', '100');
  simulation.faults.remove(fault);
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/^Error: .+/m);
  expect(existsSync(join(place('uncovered'), 'runs'))).toBe(false);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s keeps what is whole and ends with 130', async (signal) => {
  const slow = { name: 'job-slow', ms: 20_000, per: 'account', nth: 2 } as const;
  simulation.faults.add(slow);
  const child = startExport('stopped', '--progress', 'json');
  const result = ended(child);
  await told(child, 'accountListed');
  child.kill(signal);
  const { code, stdout, stderr } = await result;
  simulation.faults.remove(slow);
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toMatch(/^Interrupted: .+\nRun the same command again/m);
});

test('after an interruption the same command goes on and commits', async () => {
  const { code, stderr } = await runExport('stopped', '--json', '--progress', 'json');
  expect(code).toBe(0);
  expect(JSON.parse(stderr.split('\n')[0] as string)).toMatchObject({ type: 'planned', resumed: true });
});

test('a second signal ends it at once', async () => {
  const hang = { name: 'hang', count: Number.POSITIVE_INFINITY, action: 'GetAccountSummary' } as const;
  simulation.faults.add(hang);
  const child = startExport('at-once', '--progress', 'json');
  const result = ended(child);
  await told(child, 'accountStarted');
  child.kill('SIGINT');
  await told(child, 'Stopping');
  child.kill('SIGINT');
  expect((await result).code).toBe(130);
  simulation.faults.remove(hang);
});

/** Waits until stderr has held `text`. */
function told(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = '';
    child.stderr?.on('data', (chunk: string) => {
      seen += chunk;
      if (seen.includes(text)) resolve();
    });
  });
}

test('without credentials nothing is written, and one sentence says so', async () => {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...environment } = simulation.env;
  const args = ['export', '--destination', place('none'), '--role-name', 'AccessLakeReader'];
  const { code, stdout, stderr } = await ended(start([built.main, ...args], environment));
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/^Error: Cannot /m);
  expect(existsSync(join(place('none'), 'runs'))).toBe(false);
  expect(existsSync(join(place('none'), '_staging'))).toBe(false);
});

test('an account that is not in the organization is named before any account is touched or anything written', async () => {
  const touched = () => simulation.calls.rows().filter(({ action }) => /^(iam:|sts:AssumeRole$)/.test(action));
  const before = structuredClone(touched());
  const { code, stderr } = await runExport('stranger', '--account', '999999999999');
  expect(code).toBe(4);
  expect(stderr).toContain('999999999999');
  expect(before.length).toBeGreaterThan(0);
  expect(touched()).toEqual(before);
  expect(existsSync(place('stranger'))).toBe(false);
});

test('this account alone needs neither a role nor Organizations', async () => {
  const args = [
    'export',
    '--destination',
    place('own'),
    '--this-account',
    '--no-trends',
    '--json',
    '--progress',
    'none',
  ];
  const { code, stdout, stderr } = await ended(start([built.main, ...args], { ...simulation.env }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout).run).toMatchObject({ accounts_total: 1, accounts_exported: 1, organization_id: null });
});

test('plan, collect in shards and publish come to the same as export', async () => {
  const access = ['--role-name', 'AccessLakeReader', '--progress', 'none'];
  const environment = {
    ...simulation.env,
    ACCESS_LAKE_EXTERNAL_ID: externalId,
    ACCESS_LAKE_DESTINATION: place('steps'),
  };
  const step = (...args: string[]): Promise<Ended> => ended(start([built.main, ...args], environment));
  const { planId, accounts } = JSON.parse((await step('plan', ...access)).stdout);
  const early = await step('publish', '--plan', planId, '--progress', 'none');
  expect(early.code).toBe(4);
  const shards = await Promise.all(
    ['1/2', '2/2'].map((shard) => step('collect', '--plan', planId, '--shard', shard, ...access)),
  );
  expect(shards.map(({ code }) => code)).toEqual([0, 0]);
  const { code, stdout } = await step('publish', '--plan', planId, '--no-trends', '--progress', 'none', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).run).toMatchObject({ accounts_exported: accounts, accounts_failed: 0 });
});

test('the newest date does not expire, though only others are to be kept', async () => {
  const before = filesOf('lake');
  const args = ['expire', '--destination', place('lake'), '--keep', '2020-01-01', '--json'];
  const { code, stdout } = await ended(start([built.main, ...args]));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ dryRun: false, runs: [] });
  expect(filesOf('lake')).toEqual(before);
});

test('demo leaves a lake that is not its own alone', async () => {
  const before = filesOf('lake');
  const { code, stderr } = await ended(
    start([built.main, 'demo', '--destination', place('lake'), '--account-count', '1']),
  );
  expect(code).toBe(4);
  expect(stderr).toContain('it holds a snapshot of');
  expect(filesOf('lake')).toEqual(before);
});
