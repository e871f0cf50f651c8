/** The environment in which a command runs. */
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
  `const { MALLOC_ARENA_MAX: pools = null, TMPDIR: temporary = null } = process.env;
  process.send({ environment: [pools, temporary], flags: process.execArgv });`,
);

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

async function told(start: Partial<Start>): Promise<{ environment: unknown[]; flags: string[] }> {
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

test('the young generation is large where that is asked for, and nowhere else', async () => {
  const own = (flags: readonly string[]) => flags.filter((flag) => flag.startsWith('--max-semi-space-size'));
  expect(own((await told({ isYoungLarge: true })).flags)).toEqual(['--max-semi-space-size=64']);
  expect(own((await told({})).flags)).toEqual([]);
});
