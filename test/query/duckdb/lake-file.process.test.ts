/** `lake.duckdb`, as other programs open it: in a process, a folder and a time zone of their own. */
import { execFile } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCommits } from '../../../src/lake/runs.js';
import { deriveTrends } from '../../../src/query/derived/trends.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { writeLakeFile } from '../../../src/query/duckdb/lake-file.js';
import { viewDates } from '../../../src/query/sql/lake-dates.js';
import { readViews } from '../../../src/query/sql/views.js';
import type { Store } from '../../../src/store/store.js';
import { verify } from '../../../src/verify/verify.js';
import { sampled } from '../../sampled.js';
import { writeLake } from '../lake/write-lake.js';

const BASE = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const VIEWS = readViews(viewDates([])).map(({ name }) => name);
const folder = mkdtempSync(join(tmpdir(), "lake [file]'s-"));
const place = join(folder, 'lake');
const file = join(place, 'lake.duckdb');
const signal = new AbortController().signal;
let store: Store;
beforeAll(async () => {
  store = await writeLake(place, BASE);
  const engine = await duckdbEngine(store);
  const wants = ({ date }: { readonly date: string }) => date === '2026-07-01';
  for await (const _ of deriveTrends(store, engine, { wants, ownerTags: [], signal }));
  await engine.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = async (): Promise<string> => writeLakeFile(store, (await readCommits(store)).runs);

async function read(zone: string, statements: readonly string[]): Promise<unknown[][][]> {
  const script = fileURLToPath(new URL('reader.mjs', import.meta.url));
  const elsewhere = { cwd: tmpdir(), maxBuffer: 1 << 28 };
  const { stdout } = await promisify(execFile)(process.execPath, [script, file, zone, ...statements], elsewhere);
  return JSON.parse(stdout);
}

/** What our engine answers, row by row, to statements of one row each. */
async function ownRows(statements: readonly string[]): Promise<unknown[]> {
  const engine = await duckdbEngine(store);
  const rows: unknown[] = [];
  for (const sql of statements) for await (const page of (await engine.query(sql, [])).pages) rows.push(...page);
  await engine.close();
  return rows;
}

const digest = (view: string): string =>
  `SELECT count(*)::varchar, md5(string_agg(v::varchar, '|' ORDER BY v::varchar)) FROM ${view} v`;

test('shows in another zone and folder what our engine shows, with comments, and verify knows it', async () => {
  expect(await write()).toBe(file);
  const views = sampled(3, VIEWS);
  const answers = await read('America/New_York', views.map(digest));
  const own = await ownRows(views.map(digest));
  for (const [at, view] of views.entries()) expect(answers[at]?.[0], view).toEqual(own[at]);
  const [comments] = await read('', [
    'SELECT DISTINCT table_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL',
  ]);
  expect(comments).toEqual([]);
  const { damages } = await verify(store, { signal, onRun: () => undefined });
  expect(damages.filter(({ subject }) => subject.includes('duckdb'))).toEqual([]);
  expect(readdirSync(place).filter((name) => name.includes('duckdb'))).toEqual(['lake.duckdb']);
});

test('who has it open to read keeps the old one while a new one takes its place', async () => {
  await write();
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  await write();
  const kept = await connection.runAndReadAll('SELECT count(*)::integer FROM raw.runs');
  expect(kept.getRows()).toEqual((await read('', ['SELECT count(*)::integer FROM raw.runs']))[0]);
  instance.closeSync();
});

test.runIf(process.platform === 'linux')('is not replaced under a program that has it open to write', async () => {
  await write();
  const holder = execFile(process.execPath, ['-e', HOLD, file], { cwd: fileURLToPath(new URL('./', import.meta.url)) });
  await new Promise((resolve) => holder.stdout?.once('data', resolve));
  await expect(write()).rejects.toThrow(/another program has it open to write/);
  holder.kill();
  await new Promise((resolve) => holder.once('exit', resolve));
  expect(await write()).toBe(file);
});

const HOLD = `import('@duckdb/node-api').then(async ({ DuckDBInstance }) => {
  const instance = await DuckDBInstance.create(process.argv[1]);
  console.log('open');
  setInterval(() => instance, 1000);
});`;

test.each([
  ['a file that is no database', () => writeFileSync(file, 'my notes, which nobody else has')],
  ['a database of something else', () => ownDatabase()],
  ['a folder', () => mkdirSync(file)],
  ['a link', () => symlinkSync('/etc/passwd', file)],
])('%s that has its name stays', async (_, put) => {
  rmSync(file, { force: true, recursive: true });
  await put();
  const before = lstatSync(file).ino;
  await expect(write()).rejects.toThrow(/something else has that name/);
  expect(lstatSync(file).ino).toBe(before);
  rmSync(file, { recursive: true });
});

async function ownDatabase(): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("CREATE TABLE notes AS SELECT 'nobody else has them' AS text");
  await connection.run('CHECKPOINT');
  instance.closeSync();
}

test('a damaged run is refused, and the file that is there stays', async () => {
  await write();
  const before = readFileSync(file);
  const { runs } = await readCommits(store);
  const [first] = runs[0]?.files ?? [];
  const saved = readFileSync(join(place, first?.path ?? ''));
  writeFileSync(join(place, first?.path ?? ''), '');
  await expect(write()).rejects.toThrow(/Cannot read run/);
  writeFileSync(join(place, first?.path ?? ''), saved);
  expect(readFileSync(file).equals(before)).toBe(true);
});
