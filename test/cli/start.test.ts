/** The environment in which a command runs. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { type Start, startCommand } from '../../src/cli/process/start.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-start-'));
const program = join(folder, 'tells.mjs');
writeFileSync(
  program,
  `const { MALLOC_ARENA_MAX: pools = null, TMPDIR: temporary = null, DUCKDB_JE_MALLOC_CONF: duckdb } = process.env;
  process.send({ environment: [pools, temporary], duckdb, flags: process.execArgv });`,
);

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly environment: readonly unknown[];
  readonly duckdb: string;
  readonly flags: readonly string[];
}

async function told(start: Partial<Start>): Promise<Told> {
  const usual = { program, argv: [], memory: undefined, temporary: undefined, sharesPool: false };
  const child = startCommand({ ...usual, ...start });
  const [[message]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return message;
}

async function environmentOf(start: Partial<Start>): Promise<unknown> {
  return (await told(start)).environment;
}

test('threads share one pool of the allocator where memory is short, unless somebody decided otherwise', async () => {
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('MALLOC_ARENA_MAX', undefined);
  expect(await environmentOf({ sharesPool: false })).toEqual([null, folder]);
  expect(await environmentOf({ sharesPool: true, temporary: '/elsewhere' })).toEqual(['1', '/elsewhere']);
  vi.stubEnv('MALLOC_ARENA_MAX', '3');
  expect(await environmentOf({ sharesPool: true })).toEqual(['3', folder]);
});

test('DuckDB returns what it freed, unless somebody decided otherwise', async () => {
  vi.stubEnv('DUCKDB_JE_MALLOC_CONF', undefined);
  expect((await told({})).duckdb).toMatch(/^narenas:[1-9]\d*,dirty_decay_ms:300,muzzy_decay_ms:0$/);
  expect((await told({ sharesPool: true })).duckdb).toBe('narenas:1,dirty_decay_ms:300,muzzy_decay_ms:0');
  vi.stubEnv('DUCKDB_JE_MALLOC_CONF', 'narenas:7');
  expect((await told({})).duckdb).toBe('narenas:7');
});

test.runIf(process.platform === 'linux')(
  'DuckDB takes each of these settings, and would say so of another',
  async () => {
    vi.stubEnv('DUCKDB_JE_MALLOC_CONF', undefined);
    const loads = (settings: string) =>
      spawnSync(process.execPath, ['--input-type=module', '--eval', "await import('@duckdb/node-api')"], {
        env: { ...process.env, DUCKDB_JE_MALLOC_CONF: settings },
        encoding: 'utf8',
      }).stderr;
    const { duckdb } = await told({});
    expect(loads(duckdb)).toBe('');
    expect(loads(`${duckdb},other:1`)).toContain('Invalid conf pair: other:1');
  },
);

test('the young generation is large where that is asked for, and nowhere else', async () => {
  const own = (flags: readonly string[]) => flags.filter((flag) => flag.startsWith('--max-semi-space-size'));
  expect(own((await told({ isYoungLarge: true })).flags)).toEqual(['--max-semi-space-size=64']);
  expect(own((await told({})).flags)).toEqual([]);
});
