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
async function asked(sql: string, program: readonly string[] = [built.main]) {
  const from = performance.now();
  const child = start([...program, 'query', '--destination', lake, '--format', 'csv', '--sql', sql]);
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
  expect(stderr).toMatch(/^Error: Cannot run the SQL on DuckDB: Out of Memory Error: .*\nAsk for less: .*\n$/);
  expect(most).toBeGreaterThan(50e6);
  expect(most).toBeLessThan(1e9);
  expect(ms).toBeLessThan(SOON_MS);
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
  const grows = 'SELECT sum(len(list_resize([i], 40000, i))) AS n FROM range(100000) t(i)';
  const { code, stdout, stderr, most, ms } = await asked(grows, [supervised]);
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/^Error: Cannot finish the query: it took more than 0\.5 GB of memory\.\nAsk for less: .*\n$/);
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
