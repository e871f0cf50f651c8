/**
 * What `derive --engine athena` does with the rows that it is given: DuckDB gives them here, in any order and in several
 * files. test/engines/questions/derive.test.ts has them made by Trino.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TABLES_OF_JUDGEMENT } from '../../../src/model/tables/judged.js';
import { derivedKey } from '../../../src/model/tables.js';
import { deriveJudgements, type JudgeOptions } from '../../../src/query/derived/athena.js';
import type { DerivedDate } from '../../../src/query/derived/trends.js';
import { openDatabase } from '../../../src/query/duckdb/database.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { FileEngine } from '../../../src/query/engine/engine.js';
import { folderStore } from '../../../src/store/folder.js';
import type { Store } from '../../../src/store/store.js';
import { verify } from '../../../src/verify/verify.js';
import { sampled } from '../../sampled.js';
import { writeLake } from '../lake/write-lake.js';
import { derive, rewrite, statesOf } from './derived-lake.js';

const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const DATE = '2026-07-01';
const folder = mkdtempSync(join(tmpdir(), 'derive-athena-'));
const signal = new AbortController().signal;
let lakes = 0;

beforeAll(async () => {
  await writeLake(join(folder, 'bare'), base);
  cpSync(join(folder, 'bare'), join(folder, 'right'), { recursive: true });
  await derive(join(folder, 'right'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of a lake of the folder. */
function copyOf(name: string): string {
  const place = join(folder, `copy-${lakes++}`);
  cpSync(join(folder, name), place, { recursive: true });
  return place;
}

/** DuckDB on the lake as it is now. What it keeps lies in two files, or in none where there are no rows. */
async function fileEngine(place: string): Promise<FileEngine> {
  const own = mkdtempSync(join(folder, 'kept-'));
  const paths = Array.from({ length: 40 }, (_, at) => join(own, `${at}.parquet`));
  const duckdb = await duckdbEngine(folderStore(place), { writes: paths });
  return {
    ...duckdb,
    filesOf: async (sql) => {
      const [[rows = 0] = []] = await allRows(duckdb, sql.replace(/SELECT \*( FROM \w+)$/, 'SELECT count(*)$1'), []);
      const locations = rows === 0n ? [] : paths.splice(0, 2);
      for (const [at, path] of locations.entries())
        await duckdb.writeParquet(`${sql} AS m WHERE hash(m) % 2 = ${at} ORDER BY random()`, path);
      return { locations: locations.map((path) => `s3:/${path}`), rows: Number(rows) };
    },
  };
}

const download = (location: string, path: string) => copyFile(location.replace('s3:/', ''), path);

async function judge(place: string, options: Partial<JudgeOptions & { store: Store }> = {}): Promise<DerivedDate[]> {
  const engine = await fileEngine(place);
  const judged: DerivedDate[] = [];
  const { store = folderStore(place), ...given } = options;
  const wanted = { wants: () => true, signal, renew: async () => {}, download, ...given };
  try {
    for await (const each of deriveJudgements(store, engine, wanted)) judged.push(each);
  } finally {
    await engine.close();
  }
  return judged;
}

/** Rows of each table of a date in the order of its file. */
async function rowsIn(place: string, date: string): Promise<Record<string, unknown>> {
  const tables = TABLES_OF_JUDGEMENT.map((table) => ({ ...table, path: join(place, derivedKey(table, date)) }));
  const database = await openDatabase(tables.map(({ path }) => path));
  const connection = await database.connect();
  const rows: Record<string, unknown> = {};
  for (const { name, columns, path } of tables) {
    const from = `read_parquet('${path}', hive_partitioning = false, file_row_number = true)`;
    const sql = `SELECT CAST(columns(['${Object.keys(columns).join("', '")}']) AS varchar) FROM ${from} ORDER BY file_row_number`;
    rows[name] = (await connection.runAndReadAll(sql)).getRowsJson();
  }
  connection.closeSync();
  await database.close();
  return rows;
}

async function stateIn(place: string): Promise<unknown> {
  const engine = await duckdbEngine(folderStore(place));
  const rows = await allRows(engine, 'SELECT state FROM judgement_state WHERE snapshot_date = ?', [DATE]);
  await engine.close();
  return rows[0]?.[0];
}

test('the files have the rows that DuckDB writes, in the same order, and verify finds them right', async () => {
  const place = copyOf('bare');
  const told: string[] = [];
  const judged = await judge(place, { onTable: (date, table, at, of) => told.push(`${date} ${table} ${at}/${of}`) });
  expect(statesOf(judged).at(-1)).toBe(`${DATE} made`);
  expect(told.at(-1)).toBe(`${DATE} derived_judgements 8/8`);
  for (const { date } of judged) expect(await rowsIn(place, date)).toEqual(await rowsIn(join(folder, 'right'), date));
  const { judged: dates, damages } = await verify(folderStore(place), { signal, onRun: () => {} });
  expect(dates).toContain(DATE);
  expect(damages.filter(({ kind }) => kind === 'derived')).toEqual([]);
  const again = await judge(place, { renew: () => Promise.reject(new Error('nothing is to be judged')) });
  expect(new Set(again.map(({ state, rows }) => `${state} ${rows}`))).toEqual(new Set(['current 0']));
});

test('a run that fails at any table leaves nothing that counts over an older judgement, and the next one heals it', async () => {
  const place = copyOf('right');
  for (const table of TABLES_OF_JUDGEMENT) {
    const own = Object.keys(table.columns).filter((name) => name !== 'judgement_id');
    const sql = `SELECT 'older' AS judgement_id, ${own.join(', ')} FROM raw.${table.name} WHERE snapshot_date = '${DATE}'`;
    await rewrite(place, derivedKey(table, DATE), sql);
  }
  for (const failing of sampled(4, TABLES_OF_JUDGEMENT)) {
    const lake = folderStore(place);
    const put: Store['put'] = async (key, ...rest) => {
      if (key === derivedKey(failing, DATE)) throw new Error('The disk is gone');
      return await lake.put(key, ...rest);
    };
    await expect(judge(place, { store: { ...lake, put } }), failing.name).rejects.toThrow('The disk is gone');
    expect(await stateIn(place), failing.name).toBe('stale');
  }
  expect(statesOf(await judge(place)).at(-1)).toBe(`${DATE} renewed`);
  expect(await stateIn(place)).toBe('current');
  expect(await rowsIn(place, DATE)).toEqual(await rowsIn(join(folder, 'right'), DATE));
});

test('a file beside that of a table, whose rows Athena would read too, is removed before the row that makes them count', async () => {
  const place = copyOf('bare');
  const [table] = TABLES_OF_JUDGEMENT;
  const copied = derivedKey(table, DATE).replace('.parquet', '-copy.parquet');
  const elsewhere = derivedKey(table, '2000-01-01');
  const bytes = readFileSync(join(folder, 'right', derivedKey(table, DATE)));
  const store = folderStore(place);
  for (const key of [copied, elsewhere]) await store.put(key, bytes);
  const order: string[] = [];
  await judge(place, {
    store: {
      ...store,
      put: async (key, ...rest) => {
        order.push(key);
        return await store.put(key, ...rest);
      },
      delete: async (keys) => {
        order.push(...keys.map((key) => `delete ${key}`));
        await store.delete(keys);
      },
    },
  });
  expect(order.slice(-2)).toEqual([`delete ${copied}`, derivedKey(TABLES_OF_JUDGEMENT[7], DATE)]);
  expect(await store.get(copied)).toBeUndefined();
  expect(await store.get(elsewhere)).toBeDefined();
});

test('files with other rows than Athena counted leave the table as it was', async () => {
  const place = copyOf('bare');
  const key = derivedKey(TABLES_OF_JUDGEMENT[0], DATE);
  await folderStore(place).put(key, Buffer.from('older'));
  const lost: JudgeOptions['download'] = async (location, path) => {
    await download(location.replace(/\d+\.parquet$/, '0.parquet'), path); // the same file twice, or of another table
  };
  await expect(judge(place, { wants: ({ date }) => date === DATE, download: lost })).rejects.toThrow(
    /^Cannot write the table "derived_judged_principals": Athena counted \d+ rows in its files, and they have \d+\.$/,
  );
  expect(Buffer.from((await folderStore(place).get(key)) ?? []).toString()).toBe('older');
});

test('what is missing is judged by tables and views that were made anew, and not where they judge otherwise', async () => {
  const place = copyOf('bare');
  const engine = await fileEngine(place);
  let renewed = 0;
  const older = (until: number): FileEngine => ({
    ...engine,
    query: (sql, ...rest) =>
      engine.query(renewed < until ? sql.replace('n.judgement_id,', "'older' AS judgement_id,") : sql, ...rest),
  });
  const options = { wants: ({ date }: { date: string }) => date === DATE, signal, download };
  const renew = async () => {
    renewed++;
  };
  await expect(deriveJudgements(folderStore(place), older(2), { ...options, renew }).next()).rejects.toThrow(
    `Cannot judge "${DATE}" on Athena: its views judge otherwise than this version.`,
  );
  expect(renewed).toBe(1);
  renewed = 0;
  const { value } = await deriveJudgements(folderStore(place), older(1), { ...options, renew }).next();
  expect(value).toMatchObject({ date: DATE, state: 'made' });
  await engine.close();
});

test('a commit meanwhile ends it before the row that makes the tables count', async () => {
  const place = copyOf('bare');
  const engine = await fileEngine(place);
  let hasJudged = false;
  const changing: FileEngine = {
    ...engine,
    filesOf: async (...asked) => {
      hasJudged = true;
      return await engine.filesOf(...asked);
    },
    query: (sql, ...rest) =>
      engine.query(hasJudged ? sql.replace('n.judgement_id,', "'later' AS judgement_id,") : sql, ...rest),
  };
  const options = { wants: ({ date }: { date: string }) => date === DATE, signal, download, renew: async () => {} };
  await expect(deriveJudgements(folderStore(place), changing, options).next()).rejects.toThrow(
    `Cannot judge "${DATE}" on Athena: the runs of the lake changed meanwhile.`,
  );
  expect(await folderStore(place).get(derivedKey(TABLES_OF_JUDGEMENT[7], DATE))).toBeUndefined();
  await engine.close();
});
