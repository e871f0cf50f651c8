import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCommits } from '../../../src/lake/runs.js';
import type { UserError } from '../../../src/model/errors.js';
import { deriveTrends } from '../../../src/query/derived/trends.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { fileCache, userCache } from '../../../src/query/duckdb/files/file-cache.js';
import { type LakeFile, lakeFiles } from '../../../src/query/duckdb/files/readable-files.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { ask } from '../../../src/query/question/ask.js';
import { type Question, readQuestions } from '../../../src/query/question/questions.js';
import { readSql } from '../../../src/query/sql/sql-files.js';
import type { Store } from '../../../src/store/store.js';
import { sampled } from '../../sampled.js';
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

/** Of the questions that judge alike, and so read the same tables, the first. */
function unlikeQuestions(): Question[] {
  const judged = new Set<string>();
  return readQuestions().filter(({ name, parameters }) => {
    if (parameters.some(({ required }) => required)) return false;
    const judges = /^-- judges: (.+)$/m.exec(readSql('', name))?.[1];
    if (judges === undefined) return true;
    return !judged.has(judges) && judged.add(judges);
  });
}

async function answers(engine: DuckdbEngine): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { name } of sampled(3, unlikeQuestions())) {
    const rows = await rowsOf(ask(engine, name, {}));
    found.set(name, rows.map((row) => JSON.stringify(row.map(String))).sort());
  }
  return found;
}

it('questions answer the same of a bucket as of the folder, whatever they judge', async () => {
  const whole = await duckdbEngine(await writeLake(lake, base));
  const copied = await openCopy(newCache());
  const expected = await answers(whole);
  expect(expected.size).toBeGreaterThan(5);
  expect(await answers(copied)).toEqual(expected);
  await whole.close();
  await copied.close();
});

it('fetches the files of the date that a question reads, and none twice', async () => {
  const cache = newCache();
  const gets: string[] = [];
  const sql = "SELECT count(*) FROM measured_actions WHERE snapshot_date = '2026-04-01'";
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

it.each([
  'count(*) FROM raw.accounts',
  'min(account_id), max(account_id) FROM raw.accounts',
  'count(*) FROM raw.principals WHERE principal_arn IS NOT NULL',
  "count(*) FROM raw.principals WHERE snapshot_date = '2026-07-01'",
])('copies what DuckDB tells of a folder by the footers of its files: SELECT %s', async (asked) => {
  const whole = await duckdbEngine(await writeLake(lake, base));
  const copied = await openCopy(newCache());
  const expected = await rowsOf(whole.query(`SELECT ${asked}`, []));
  expect(expected.flat().every((value) => value !== null && value !== 0n)).toBe(true);
  expect(await rowsOf(copied.query(`SELECT ${asked}`, []))).toEqual(expected);
  await whole.close();
  await copied.close();
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
  expect(error).toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('it is not the file named in its'),
  });
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

it('believes no copy that was altered with its size kept, of a manifest or derived, and follows no link', async () => {
  const cache = newCache();
  const store = await writeLake(join(folder, 'derived'), base);
  const local = await duckdbEngine(store);
  const wants = ({ date }: { readonly date: string }) => date === '2026-07-01';
  for await (const _ of deriveTrends(store, local, { wants, ownerTags: [], signal: new AbortController().signal }));
  await local.close();
  const asked = async (): Promise<string> => {
    const engine = await duckdbEngine({ ...store, location: 's3://bucket/lake' }, { cache: fileCache(cache) });
    const rows = [];
    for (const table of ['snapshot_accounts', 'raw.derived_trends']) {
      rows.push((await rowsOf(engine.query(`SELECT * FROM ${table}`, []))).length);
    }
    await engine.close();
    return rows.join(' ');
  };
  const expected = await asked();
  expect(expected).toMatch(/^13 [1-9]/);
  const copies = filesIn(cache);
  expect(copies.some((file) => file.includes('/derived'))).toBe(true);
  const whole = copies.map((file) => readFileSync(file));
  for (const [at, file] of copies.entries()) {
    const bytes = whole[at] as Buffer;
    writeFileSync(
      file,
      bytes.map((byte, place) => (place === bytes.length >> 1 ? byte ^ 1 : byte)),
    );
  }
  expect(await asked()).toBe(expected);
  expect(filesIn(cache).sort()).toEqual(copies.sort());
  const [file] = copies as [string];
  const elsewhere = join(folder, 'elsewhere.parquet');
  renameSync(file, elsewhere);
  symlinkSync(elsewhere, file);
  const before = readFileSync(elsewhere);
  await expect(asked()).rejects.toThrow(/: it is a symbolic link, and links are not followed/);
  expect(readFileSync(elsewhere)).toEqual(before);
});

it('keeps copies of each lake apart, even of files with the same key and hash', async () => {
  const cache = fileCache(newCache());
  const store = await bucket();
  const file = { ...(await lakeFiles(store, (await readCommits(store)).runs)).files[0] } as LakeFile;
  const paths = [];
  for (const location of ['s3://bucket/lake', 's3://other/lake']) {
    const { path, fetched } = await cache.take({ ...store, location }, file);
    expect([fetched, path.startsWith(`${cache.folderOf(location)}/`)]).toEqual([file.bytes, true]);
    paths.push(path);
  }
  expect(new Set(paths).size).toBe(2);
});

it.each<[string, (place: string) => void]>([
  [
    'other users may enter it',
    (place) => {
      mkdirSync(place);
      chmodSync(place, 0o755); // whatever the umask is
    },
  ],
  ['it is not a folder, or it is a symbolic link', (place) => symlinkSync(folder, place)],
  [
    'it belongs to another user',
    (place) => {
      mkdirSync(place, { mode: 0o700 });
      chownSync(place, 65534, 65534);
    },
  ],
])('uses no folder of which "%s", and deletes nothing there', async (state, make) => {
  if (state.includes('belongs') && process.getuid?.() !== 0) return; // only root gives a folder away
  const place = newCache();
  make(place);
  const engine = await openCopy(place);
  const error = await rowsOf(engine.query('SELECT count(*) FROM snapshot_accounts', [])).catch((caught) => caught);
  expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining(`": ${state}.`) });
  await engine.close();
  const count = filesIn(folder).length;
  await fileCache(place, 0, () => Date.now() + 7_200_000).trim();
  expect(filesIn(folder)).toHaveLength(count);
});
