import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { UserError } from '../../../src/model/errors.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { fileCache, userCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { ask } from '../../../src/query/question/ask.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import type { Store } from '../../../src/store/store.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'copied-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lake = join(folder, 'lake');
let caches = 0;
const newCache = () => join(folder, `cache-${++caches}`);

/** The folder as if it were a bucket; `gets` tells which objects are fetched. */
async function bucket(gets: string[] = []): Promise<Store> {
  const store = await writeLake(lake, base);
  return {
    ...store,
    location: 's3://bucket/lake',
    get: (key) => {
      gets.push(key);
      return store.get(key);
    },
  };
}

const openCopy = async (cache: string, gets?: string[]) =>
  duckdbEngine(await bucket(gets), { cache: fileCache(cache) });
const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const dateOf = (key: string) => /snapshot_date=([^/]+)/.exec(key)?.[1];

async function answers(engine: DuckdbEngine): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { name, parameters } of readQuestions()) {
    if (parameters.some(({ required }) => required)) continue;
    const rows = await rowsOf(ask(engine, name, {}));
    found.set(name, rows.map((row) => JSON.stringify(row.map(String))).sort());
  }
  return found;
}

it('every question answers the same of a bucket as of the folder', async () => {
  const whole = await duckdbEngine(await writeLake(lake, base));
  const copied = await openCopy(newCache());
  const expected = await answers(whole);
  expect(expected.size).toBeGreaterThan(15);
  expect(await answers(copied)).toEqual(expected);
  await whole.close();
  await copied.close();
});

it('fetches the files of the date that a question reads, and none twice', async () => {
  const cache = newCache();
  const gets: string[] = [];
  const sql = "SELECT count(*) FROM measured_grants WHERE snapshot_date = '2026-04-01'";
  for (const run of [1, 2]) {
    const engine = await openCopy(cache, gets);
    const progress: unknown[] = [];
    const answer = await engine.query(sql, [], { onProgress: ({ copied }) => progress.push(copied) });
    expect(Number((await rowsOf(Promise.resolve(answer)))[0]?.[0])).toBeGreaterThan(0);
    expect(progress.length > 0).toBe(run === 1);
    await engine.close();
  }
  const files = gets.filter((key) => !key.startsWith('runs/'));
  expect(new Set(files.map(dateOf))).toEqual(new Set(['2026-04-01']));
  expect(new Set(files).size).toBe(files.length);
  expect(files.some((key) => key.startsWith('groups/'))).toBe(false);
  for (const file of filesIn(cache)) expect(statSync(file).mode & 0o077).toBe(0);
});

it('fetches nothing for what the commits tell', async () => {
  const gets: string[] = [];
  const engine = await openCopy(newCache(), gets);
  expect(await rowsOf(engine.query('SELECT count(*) FROM snapshot_runs', []))).toEqual([[4n]]);
  expect(gets.filter((key) => !key.startsWith('runs/'))).toEqual([]);
  await engine.close();
});

it('keeps nothing that is not what the manifest names, and fetches anew what was cut in the cache', async () => {
  const cache = newCache();
  const store = await bucket();
  const changed: Store = {
    ...store,
    get: async (key) => {
      const bytes = await store.get(key);
      if (!key.startsWith('accounts/') || bytes === undefined) return bytes;
      return bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte));
    },
  };
  const asked = 'SELECT count(*) FROM snapshot_accounts';
  const engine = await duckdbEngine(changed, { cache: fileCache(cache) });
  const error = await rowsOf(engine.query(asked, [])).catch((caught: UserError) => caught);
  expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining('it is not the file that its') });
  await engine.close();
  expect(existsSync(cache) ? filesIn(cache).filter((file) => file.includes('/accounts/')) : []).toEqual([]);

  for (const damage of [undefined, 10]) {
    for (const file of damage === undefined ? [] : filesIn(cache)) truncateSync(file, damage);
    const whole = await openCopy(cache);
    expect(await rowsOf(whole.query(asked, []))).toEqual([[13n]]);
    await whole.close();
  }
});

it('does not grow beyond its size, but keeps what was asked for within the hour', async () => {
  const cache = newCache();
  const engine = await openCopy(cache);
  await rowsOf(engine.query('SELECT count(*) FROM snapshot_accounts', []));
  await engine.close();
  const before = filesIn(cache).length;
  expect(before).toBeGreaterThan(1);
  await fileCache(cache, 0).trim();
  expect(filesIn(cache)).toHaveLength(before);
  await fileCache(cache, 0, () => Date.now() + 7_200_000).trim();
  expect(filesIn(cache)).toEqual([]);
});

it('lies where caches of the user lie', () => {
  expect(userCache({ XDG_CACHE_HOME: '/caches' })).toBe('/caches/access-lake/files');
  expect(userCache({})).toMatch(/\/\.cache\/access-lake\/files$/);
});
