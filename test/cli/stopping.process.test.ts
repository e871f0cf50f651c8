/** Every command hears a signal, whatever it is at; what lies on disk afterwards is a lake. */
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { sampled } from '../sampled.js';
import { type Built, buildCommand, ended, start } from './built.js';

/** On an idle machine one second, and three where a command is waited for; tests run on a busy one. */
const SOON_MS = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'access-lake-stopping-'));
const hooks = join(folder, 'hooks.mjs');
/** A plan; what was measured of it; and the lake that it became. */
const [planned, collected, lake] = ['planned', 'collected', 'lake'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
let [built, simulation] = [undefined as unknown as Built, undefined as unknown as Simulation];
let planId = '';

/**
 * In the process of the command alone: BLOCK keeps its loop from turning once it hears signals; HOLD lets an import wait
 * for ever, as work does that nobody can stop.
 */
const HOOKS = `
import { writeSync } from 'node:fs';
import { register } from 'node:module';
const { BLOCK, HOLD } = process.env;
const block = () => {
  if (process.listenerCount('SIGTERM') === 0) return;
  writeSync(2, 'blocked\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const hooks = \`
import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (!found.url.endsWith(\${JSON.stringify(HOLD)})) return found;
  writeSync(2, 'held\\\\n');
  return new Promise(() => setInterval(() => {}, 1e6));
}\`;
if (process.argv[1]?.endsWith('command-process.js')) {
  if (BLOCK) setInterval(block, 1);
  if (HOLD) register('data:text/javascript,' + encodeURIComponent(hooks));
}
`;

beforeAll(async () => {
  writeFileSync(hooks, HOOKS);
  [built, simulation] = await Promise.all([
    buildCommand(),
    startSimulation({ seed: 7, accounts: 4, principalsPerAccount: 3, specialCases: false, jobMs: [1, 20] }),
  ]);
  const { stdout } = await ended(command(['plan', ...into(planned), ...AS_ROLE]));
  planId = JSON.parse(stdout).planId;
  const plan = ['--plan', planId];
  cpSync(planned, collected, { recursive: true });
  expect((await ended(command(['collect', ...into(collected), ...plan, ...AS_ROLE]))).code).toBe(0);
  cpSync(collected, lake, { recursive: true });
  expect((await ended(command(['publish', ...into(lake), ...plan]))).code).toBe(0);
});

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

const AS_ROLE = ['--role-name', 'AccessLakeReader'];

function into(destination: string): string[] {
  return ['--destination', destination];
}

function command(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return start(['--import', hooks, built.main, ...args], { ...simulation.env, ...environment });
}

let places = 0;

/** The arguments of each command, in a place of its own where it writes. */
function argumentsOf(name: string): string[] {
  const [place, out] = [join(folder, `place-${places++}`), join(folder, `out-${places++}`)];
  const copyOf = (what: string) => {
    cpSync(what, place, { recursive: true });
    return into(place);
  };
  const rest: Record<string, () => string[]> = {
    demo: () => into(place),
    check: () => [...into(place), ...AS_ROLE],
    export: () => [...into(place), ...AS_ROLE],
    query: () => ['worklist', ...into(lake)],
    digest: () => into(lake),
    report: () => [...into(lake), '--out', `${out}.html`],
    propose: () => [...into(lake), '--out', out],
    snapshots: () => into(lake),
    verify: () => into(lake),
    expire: () => [...copyOf(lake), '--older-than', '400d'],
    catalog: () => copyOf(lake),
    derive: () => copyOf(lake),
    plan: () => [...into(place), ...AS_ROLE],
    collect: () => [...copyOf(planned), '--plan', planId, ...AS_ROLE],
    publish: () => [...copyOf(collected), '--plan', planId],
    simulate: () => [],
  };
  return [name, ...(rest[name] as () => string[])()];
}

/** Waits until stderr has held `text`, sends the signals, and says what came of it and how long that took. */
async function stopped(child: ChildProcess, text: string, signals: readonly NodeJS.Signals[] = ['SIGTERM']) {
  const result = ended(child);
  expect(await told(child, text), text).toBe(true);
  const from = performance.now();
  for (const signal of signals) {
    child.kill(signal);
    await (signals.length > 1 ? told(child, 'Stopping') : undefined);
  }
  return { ...(await result), ms: performance.now() - from };
}

/** Whether stderr holds `text` from here on; false once the process has ended without it. */
function told(child: ChildProcess, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = '';
    child.stderr?.on('data', (chunk: string) => {
      seen += chunk;
      if (seen.includes(text)) resolve(true);
    });
    if (child.exitCode !== null || child.signalCode !== null) resolve(false);
    else child.once('close', () => resolve(false));
  });
}

async function snapshotsIn(place: string): Promise<number> {
  const { code, stdout } = await ended(command(['snapshots', ...into(place), '--json']));
  return code === 0 ? JSON.parse(stdout).committed.length : 0;
}

const names = COMMANDS.map(({ name }) => name);

describe.concurrent('whose loop does not turn', () => {
  test.each(names)('%s ends', async (name) => {
    const { code, ms, stderr } = await stopped(command(argumentsOf(name), { BLOCK: '1' }), 'blocked');
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringContaining('Interrupted: stopped by a signal'),
    });
    expect(ms).toBeLessThan(SOON_MS);
  });

  test('a query whose engine answers nobody ends', async () => {
    const { code, ms } = await stopped(command(argumentsOf('query'), { HOLD: 'duckdb/engine.js' }), 'held');
    expect(code).toBe(130);
    expect(ms).toBeLessThan(SOON_MS);
  });
});

const ENDED: Record<string, number[]> = { simulate: [0, 130] };

/** From before it listens to what is likely its middle; some are done by then. */
const MOMENTS_MS = [40, 200, 450];
const LATEST_MS = 450;
/** Commands that write to a lake with a snapshot, which must still be there. */
const WRITERS = ['expire', 'derive', 'catalog'];

const moments = names.flatMap((name, at) => {
  const latest = MOMENTS_MS.indexOf(LATEST_MS);
  return sampled(MOMENTS_MS.length, MOMENTS_MS, WRITERS.includes(name) ? latest : at).map((ms) => [name, ms] as const);
});

describe.concurrent('at any moment', () => {
  test.each(moments)('%s after %i ms', async (name, at) => {
    const args = argumentsOf(name);
    const child = command(args);
    const result = ended(child);
    await delay(at);
    const from = performance.now();
    child.kill('SIGTERM');
    const { code, stderr } = await result;
    expect(performance.now() - from).toBeLessThan(SOON_MS);
    // Before the entry runs it is Node's own default that ends it.
    expect([null, ...(ENDED[name] ?? [0, 4, 130])], stderr).toContain(code);
    expect(stderr).not.toContain('This is a bug');
    if (at === LATEST_MS && WRITERS.includes(name)) expect(await snapshotsIn(args[2] as string)).toBe(1);
  });
});

describe.concurrent('an export', () => {
  test.each(['planned', 'accountListed', 'publishing'])('stopped at %s commits nothing', async (event) => {
    const args = argumentsOf('export');
    const { code, ms } = await stopped(command([...args, '--progress', 'json']), `"${event}"`);
    expect(ms).toBeLessThan(SOON_MS);
    expect(code).toBe(130);
    expect(await snapshotsIn(args[2] as string)).toBe(0);
  });

  test.each([
    ['export', ['SIGTERM'], 'derived/trends.js'],
    ['publish', ['SIGINT', 'SIGINT'], 'derived/trends.js'],
    ['expire', ['SIGTERM', 'SIGTERM'], 'derived/history.js'],
  ] as const)('%s stopped after its commit by %j says what is left', async (name, signals, at) => {
    const args = argumentsOf(name);
    const { code, ms, stderr } = await stopped(command(args, { HOLD: at }), 'held', signals);
    expect(ms).toBeLessThan(SOON_MS);
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.not.stringContaining('Interrupted') });
    expect(await snapshotsIn(args[2] as string)).toBe(1);
    const [, left] = /only (?:its|the) trends [^:]*: npx --no-install access-lake (derive .*)\n/.exec(
      stderr,
    ) as string[];
    if (name !== 'export') expect((await ended(command((left as string).split(' ')))).code).toBe(0);
  });

  test('stopped once it is committed never says that it is to be repeated', async () => {
    const { code, stderr } = await stopped(command([...argumentsOf('publish'), '--progress', 'json']), '"committed"');
    expect([0, 4], stderr).toContain(code);
    if (code === 4) expect(stderr).toContain('The snapshot is committed; only its trends are missing: npx');
  });
});

/** Linux alone shows the children of a process in a file. */
test.skipIf(process.platform !== 'linux')('a command does not outlive the process that was started', async () => {
  const child = command(argumentsOf('simulate'));
  await told(child, 'until interrupted');
  const own = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
  expect(own).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await ended(child);
  const isThere = (): boolean => {
    try {
      return process.kill(own, 0);
    } catch {
      return false;
    }
  };
  for (const from = performance.now(); isThere() && performance.now() - from < SOON_MS; ) await delay(20);
  expect(isThere()).toBe(false);
});
