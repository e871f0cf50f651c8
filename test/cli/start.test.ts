/** The environment in which a command runs. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { startCommand } from '../../src/cli/process/start.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-start-'));
const program = join(folder, 'tells.mjs');
writeFileSync(program, 'process.send([process.env.MALLOC_ARENA_MAX ?? null, process.env.TMPDIR ?? null]);');

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

async function environmentOf(start: { sharesPool: boolean; temporary?: string }): Promise<unknown> {
  const child = startCommand({ program, argv: [], memory: undefined, temporary: undefined, ...start });
  const [[told]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return told;
}

test('threads share one pool of the allocator where memory is short, unless somebody decided otherwise', async () => {
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('MALLOC_ARENA_MAX', undefined);
  expect(await environmentOf({ sharesPool: false })).toEqual([null, folder]);
  expect(await environmentOf({ sharesPool: true, temporary: '/elsewhere' })).toEqual(['1', '/elsewhere']);
  vi.stubEnv('MALLOC_ARENA_MAX', '3');
  expect(await environmentOf({ sharesPool: true })).toEqual(['3', folder]);
});
