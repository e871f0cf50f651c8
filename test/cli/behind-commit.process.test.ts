/** What an export does behind its commit: trends in a process of their own, which may fail without harm to the snapshot. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { type Built, buildCommand, type Ended, ended, start } from './built.js';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'behind-commit-'));
/** Says which processes of the command there are when `derive` begins; or keeps it from going on, and says its id. */
const hooks = join(folder, 'hooks.mjs');
writeFileSync(
  hooks,
  `import { readFileSync, writeSync } from 'node:fs';
   if (process.env.TELL && process.argv[1]?.endsWith('command-process.js') && process.argv[2] === 'derive') {
     const words = (id) => readFileSync('/proc/' + id + '/cmdline', 'utf8').split('\\0').filter((word) => /^(?!-|.*hooks)/.test(word)).slice(1, 3);
     const children = readFileSync('/proc/' + process.ppid + '/task/' + process.ppid + '/children', 'utf8').trim().split(' ');
     const all = [process.ppid, ...children].map((id) => words(id).map((word) => word.split('/').at(-1)).join(' '));
     writeSync(2, 'processes: ' + JSON.stringify(all) + '\\n');
   }
   if (process.env.HOLD && process.argv[1]?.endsWith('command-process.js') && process.argv[2] === 'derive') {
     writeSync(2, 'derive is process ' + process.pid + '\\n');
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
   }`,
);
let built: Built;
let simulation: Simulation;

beforeAll(async () => {
  [built, simulation] = await Promise.all([
    buildCommand(),
    startSimulation({ seed: 7, accounts: 3, principalsPerAccount: 2, specialCases: false, jobMs: [1, 20] }),
  ]);
});

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

const startIn = (place: string, words: readonly string[], environment: Record<string, string> = {}) =>
  start(['--import', hooks, built.main, ...words, '--destination', place], { ...simulation.env, ...environment });
const run = (place: string, ...words: readonly string[]): Promise<Ended> => ended(startIn(place, words));
const EXPORT = ['export', '--role-name', 'AccessLakeReader', '--progress', 'plain'];

/** A snapshot without trends, and how its export ended. */
let committed: Promise<Ended> | undefined;
const withoutTrends = join(folder, 'without');
const committedExport = (): Promise<Ended> => {
  committed ??= run(withoutTrends, ...EXPORT, '--no-trends');
  return committed;
};

/** A copy of that snapshot. */
async function committedAt(name: string): Promise<string> {
  const place = join(folder, name);
  await committedExport();
  cpSync(withoutTrends, place, { recursive: true });
  return place;
}

/** The dates that a command reads, and what `derive` makes of them. */
async function healed(place: string): Promise<void> {
  const asked = (...words: readonly string[]) => runCommand([...words, '--destination', place]);
  const { out } = await asked('query', 'principals', '--format', 'ndjson');
  expect(out.split('\n').length).toBeGreaterThan(3);
  expect(await asked('verify')).toMatchObject({ exit: 'ok' });
  const derived = await asked('derive', '--json');
  expect({ exit: derived.exit, states: statesOf(derived.out) }).toEqual({ exit: 'ok', states: ['made'] });
  expect(await derivedStates(place)).toEqual(['current']);
}

const statesOf = (json: string) => JSON.parse(json).map(({ state }: { state: string }) => state);
/** What `derive` says of each date. */
const derivedStates = async (place: string) =>
  statesOf((await runCommand(['derive', '--destination', place, '--json'])).out);

test('trends are made behind the commit, and said on stderr alone', async () => {
  const place = join(folder, 'whole');
  const { code, stdout, stderr } = await run(place, ...EXPORT, '--json', '--memory', '300MB');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).run.accounts_exported).toBe(3);
  expect(stderr).toMatch(/Committed run .*[\s\S]*Making the trends of \d{4}-\d\d-\d\d, 1 of 1\.\n/);
  expect(await derivedStates(place)).toEqual(['current']);
});

test('the process of the export has ended before that of derive begins, so that memory is never that of both', async () => {
  const { code, stderr } = await ended(startIn(join(folder, 'apart'), EXPORT, { TELL: '1' }));
  expect(code).toBe(0);
  const [, all = '[]'] = /processes: (.*)\n/.exec(stderr) ?? [];
  expect(JSON.parse(all)).toEqual(['main.js export', 'command-process.js derive']);
});

test('--no-trends ends with the commit', async () => {
  const { code, stderr } = await committedExport();
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('trends') });
  expect(readdirSync(withoutTrends)).not.toContain('derived');
  await healed(await committedAt('without, healed'));
});

/** Stdout and stderr as a terminal has them. */
async function shownBy(place: string, words: readonly string[], environment: Record<string, string> = {}) {
  const argv = ['--import', hooks, built.main, ...words, '--destination', place];
  const child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...argv], {
    env: { ...process.env, ...simulation.env, ...environment },
  });
  const { stdout } = await ended(child);
  return stdout.trimEnd().split('\n');
}

test('the last line is the command to go on with, whatever becomes of the trends', async () => {
  const place = join(folder, 'next');
  const next = `Next, what to do first: npx --no-install access-lake query worklist --destination ${place}`;
  const made = await shownBy(place, EXPORT);
  expect(made.join('\n')).toContain('Making the trends');
  expect(made.at(-1)).toBe(next);
  expect((await shownBy(place, [...EXPORT, '--no-trends'])).at(-1)).toBe(next);
  rmSync(join(place, 'derived'), { recursive: true });
  writeFileSync(join(place, 'derived'), 'a file where a folder should be');
  const failed = await shownBy(place, EXPORT);
  expect(failed.join('\n')).toContain('only its trends are missing');
  expect(failed.at(-1)).toBe(next);
});

test('killed in the middle of its trends, the snapshot stays, and derive makes them', async () => {
  const place = join(folder, 'killed');
  const child = startIn(place, EXPORT, { HOLD: '1' });
  child.stderr?.on('data', (text) => {
    const [, pid] = /derive is process (\d+)/.exec(String(text)) ?? [];
    if (pid !== undefined) process.kill(Number(pid), 'SIGKILL');
  });
  const { code, stderr } = await ended(child);
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('only its trends are missing: npx') });
  await healed(place);
});

test('where they cannot be written the snapshot stays, and derive makes them once they can', async () => {
  const place = await committedAt('unwritable');
  writeFileSync(join(place, 'derived'), 'a file where a folder should be');
  const { code, stderr } = await run(place, ...EXPORT);
  expect(code).toBe(4);
  expect(stderr).toMatch(/Error: .*derived[\s\S]*only its trends are missing: npx/);
  expect(readFileSync(join(place, 'derived'), 'utf8')).toContain('a file');
  rmSync(join(place, 'derived'));
  await healed(place);
});

test('two at once make the same', async () => {
  const place = await committedAt('twice');
  const both = await Promise.all([run(place, 'derive'), run(place, 'derive')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await derivedStates(place)).toEqual(['current']);
});
