/** SQL of a person takes as much memory as it may and no more, whatever DuckDB counts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeLake } from '../../query/lake/write-lake.js';
import { type Built, buildCommand, ended, start } from '../built.js';

const folder = mkdtempSync(join(tmpdir(), 'memory-'));
const lake = join(folder, 'lake');
let built: Built;
beforeAll(async () => {
  built = await buildCommand();
  await writeLake(lake, readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8'));
});
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

const SOON_MS = 20_000; // 0.5 s on an idle machine
const isLinux = process.platform === 'linux';

/** `query --sql` as a command or, by `program`, with less memory; the most bytes that any of its processes had resident. */
async function asked(
  sql: string,
  program: readonly string[] = [built.main],
  environment: Record<string, string> = {},
  options: readonly string[] = [],
) {
  const from = performance.now();
  const words = ['query', '--destination', lake, '--format', 'csv', '--sql', sql, ...options];
  const child = start([...program, ...words], environment);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, ...childrenOf(child.pid as number).map(mostResident));
  }, 10);
  const result = await ended(child);
  clearInterval(watch);
  return { ...result, most, ms: performance.now() - from };
}

function childrenOf(pid: number): number[] {
  return textOf(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function mostResident(pid: number): number {
  return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test.skipIf(!isLinux)('the system refuses a vector that is larger', async () => {
  const { code, stdout, stderr, most, ms } = await asked('SELECT len(list_resize([1], 2000000000)) AS n');
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(
    /^Error: Cannot run the SQL on DuckDB: it needs more memory than there is for it, .*\nAllow more by --memory.*\n$/,
  );
  expect(most).toBeGreaterThan(50e6);
  expect(most).toBeLessThan(1e9);
  expect(ms).toBeLessThan(SOON_MS);
});

test('of --memory and the environment, the command line first; what cannot be is refused before anything is read', async () => {
  const large = 'SELECT len(list(i)) AS n FROM range(35000000) t(i)'; // 280 MB that cannot be written to disk
  const small = await asked(large, [built.main], { ACCESS_LAKE_MEMORY: '256MB' });
  expect(small).toMatchObject({ code: 4, stdout: '' });
  expect(small.stderr).toContain("it needs more memory than there is for it, 256 MB by DuckDB's count.");
  const args = ['query', 'usage', '--destination', join(folder, 'nowhere'), '--memory'];
  for (const [size, why] of [
    ['255MB', 'less than 256 MB'],
    ['90000GB', 'of this machine or container'],
    ['2', 'not a size'],
  ] as const) {
    const { code, stderr } = await ended(start([built.main, ...args, size]));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) });
  }
  const enough = await asked(large, [built.main], { ACCESS_LAKE_MEMORY: '256MB' }, ['--memory', '1GB']);
  expect(enough).toMatchObject({ code: 0, stdout: expect.stringContaining('35000000') });
});

const LIMIT = 500e6;

test.skipIf(!isLinux)('what grows beyond it is ended, with its temporary files', async () => {
  const supervised = join(folder, 'supervised.mjs');
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  writeFileSync(
    supervised,
    `import { supervise } from ${JSON.stringify(built.main.replace('main.js', 'process/supervise.js'))};
     const program = ${JSON.stringify(built.main.replace('main.js', 'command-process.js'))};
     process.env.TMPDIR = ${JSON.stringify(temporary)};
     const note = (text) => process.stderr.write(text);
     const { text, code } = await supervise({ program, argv: process.argv.slice(2), memory: ${LIMIT} }, note);
     note(text);
     process.exit(code);`,
  );
  const grows = 'SELECT len(list(i)) AS n FROM range(1000000000) t(i)'; // little by little, all of it resident
  const { code, stdout, stderr, most, ms } = await asked(grows, [supervised]);
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(
    /^Error: Cannot finish the query: it took more than 0\.5 GB of memory\.\nAllow more by --memory.*\n$/,
  );
  expect(most).toBeGreaterThan(0.9 * LIMIT); // seen every 10 ms, and it is ended soon after it is above
  expect(most).toBeLessThan(3 * LIMIT);
  expect(ms).toBeLessThan(SOON_MS);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a statement that does not end is ended by a signal', async () => {
  const sql = 'SELECT count(*) FROM range(1000000000000) t(i) WHERE hash(i) = 1';
  const child = start([built.main, 'query', '--destination', lake, '--sql', sql]);
  const result = ended(child);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const from = performance.now();
  child.kill('SIGTERM');
  const { code, stderr } = await result;
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('Interrupted') });
  expect(performance.now() - from).toBeLessThan(SOON_MS);
});
