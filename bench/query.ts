/**
 * Ten questions on DuckDB through the views: ours beside two common layouts of the same rows, ours alone on ten times as
 * many, and ours with a history. `BESIDE=10e6` and `ALONE=100e6` set the numbers of action rows, `HISTORY=10e6,100e6`
 * those of the newest date before which there are `OLDER=99` of `OLDER_ROWS=1e6`, a week apart; 0 leaves one out.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { committedRuns } from '../src/lake/runs.js';
import { daysBefore } from '../src/model/days.js';
import { duckdbEngine, openFolder } from '../src/query/duckdb/engine.js';
import { engineOn, type OpenTables } from '../src/query/duckdb/open-tables.js';
import { withVariables } from '../src/query/duckdb/statement.js';
import type { Cell, QueryEngine, QueryResult } from '../src/query/engine/engine.js';
import { ask, prepareKnown } from '../src/query/question/ask.js';
import { visibleDates } from '../src/query/question/dates.js';
import { findQuestion } from '../src/query/question/find.js';
import { openStore } from '../src/store/open.js';
import { cached } from './cache.js';
import { fixed, type Report } from './harness.js';
import { SNAPSHOT_DATE, writeLake } from './lake.js';
import { replacing, writeLayouts } from './layouts.js';

type Given = Parameters<typeof ask>[2];

interface Asked {
  readonly name: string;
  readonly given: Given;
  /** Whose rows it reads. */
  readonly reads: 'a principal' | 'an account' | 'the organization';
}

interface Figures {
  readonly rows: number;
  /** Read by this process to open the lake and answer once. */
  readonly megabytes: number;
  /** DuckDB's answer, kept in a table: the median. */
  readonly answerMs: number;
}

interface Lake {
  readonly place: string;
  readonly questions: readonly Asked[];
  readonly size: string;
}

const BESIDE_ROWS = Number(process.env.BESIDE ?? 10e6);
const ALONE_ROWS = Number(process.env.ALONE ?? 100e6);
const HISTORY_ROWS = (process.env.HISTORY ?? '10e6,100e6').split(',').map(Number).filter(Boolean);
export const OLDER = Number(process.env.OLDER ?? 99);
export const OLDER_ROWS = Number(process.env.OLDER_ROWS ?? 1e6);
const RUNS = 3;
const MB = 'MB: what the process read to open the lake and answer once, footers and all tables included.';

export async function run(): Promise<Report[]> {
  const reports: Report[] = [];
  if (BESIDE_ROWS > 0) reports.push(await beside(BESIDE_ROWS));
  if (ALONE_ROWS > 0) reports.push(await alone(ALONE_ROWS));
  for (const rows of HISTORY_ROWS) reports.push(await withHistory(rows));
  return reports;
}

async function beside(rows: number): Promise<Report> {
  const lake = await lakeOf(rows);
  const layouts = await cached(`layouts-${rows}`, (folder) => writeLayouts(lake.place, folder));
  const lines: string[][] = [];
  for (const question of lake.questions) {
    const own = await measured(lake.place, question, OUR_OWN, 1);
    const parquet = await measured(lake.place, question, await replacing(layouts, 'parquet'), 1);
    const json = await measured(lake.place, question, await replacing(layouts, 'json'), 1);
    const cells = [own, parquet, json].flatMap(cellsOf);
    lines.push([...headOf(question, own), ...cells, fixed(parquet.megabytes / own.megabytes, 1)]);
  }
  return {
    title: 'Questions on DuckDB, beside two common layouts',
    text: `${lake.size}, through the views. The other layouts hold the same rows of services and actions, and take the place of these two tables: unsorted SNAPPY Parquet by date, one file a principal, and JSON lines under gzip by date and account. ${MB} ms: that answer, kept in a table of DuckDB, wall clock.`,
    headers: [...HEAD, 'MB', 'ms', 'Parquet: MB', 'ms', 'JSON: MB', 'ms', 'Parquet MB / ours'],
    rows: lines,
  };
}

const HEAD = ['question', 'reads', 'rows of the answer'];

async function alone(rows: number): Promise<Report> {
  const lake = await lakeOf(rows);
  const lines: string[][] = [];
  for (const question of lake.questions) {
    const own = await measured(lake.place, question, OUR_OWN, RUNS);
    lines.push([...headOf(question, own), ...cellsOf(own), fixed(await rowsMs(lake.place, question), 0)]);
  }
  return {
    title: 'Questions on DuckDB, a large organization',
    text: `${lake.size}, through the views. ${MB} ms: DuckDB’s answer, kept in a table, on the open lake; then the same with every row of it handed to JavaScript; medians of ${RUNS}, wall clock.`,
    headers: [...HEAD, 'MB', 'ms', 'ms with rows in JavaScript'],
    rows: lines,
  };
}

/** Of each question the newest date alone, and the same with the older ones before it. */
async function withHistory(rows: number): Promise<Report> {
  const lake = await lakeOf(rows);
  const older = await placeWithHistory(rows);
  const lines: string[][] = [];
  for (const question of lake.questions) {
    const alone = await measured(lake.place, question, OUR_OWN, RUNS);
    const among = await measured(older, question, OUR_OWN, RUNS);
    lines.push([...headOf(question, alone), ...cellsOf(alone), String(among.rows), ...cellsOf(among)]);
  }
  return {
    title: 'Questions on DuckDB, with a history',
    text: `${lake.size} at the newest date; then the same with ${OLDER} older dates of ${OLDER_ROWS} action rows each, a week apart, whose facts tell of uses. ${MB} ms: DuckDB’s answer, kept in a table, on the open lake; medians of ${RUNS}, wall clock.`,
    headers: [...HEAD, 'MB', 'ms', 'with history: rows', 'MB', 'ms'],
    rows: lines,
  };
}

/** Where a lake of so many action rows lies, with the older dates before its own. */
export async function placeWithHistory(rows: number): Promise<string> {
  const { place } = await lakeOf(rows);
  return cached(`lake-${rows}-${OLDER}-${OLDER_ROWS}`, (folder) => writeHistory(place, folder));
}

/** The files of the lake by links, and the older dates. */
async function writeHistory(place: string, folder: string): Promise<void> {
  execFileSync('cp', ['-al', `${place}/.`, folder]);
  const store = await openStore(folder, {});
  for (let week = 1; week <= OLDER; week++) await writeLake(store, OLDER_ROWS, daysBefore(SNAPSHOT_DATE, 7 * week));
}

function headOf({ name, given, reads }: Asked, { rows }: Figures): string[] {
  return [[name, ...Object.values(given)].join(' '), reads, String(rows)];
}

function cellsOf({ megabytes, answerMs }: Figures): string[] {
  return [fixed(megabytes, 2), fixed(answerMs, 0)];
}

async function lakeOf(rows: number): Promise<Lake> {
  const place = await cached(`lake-${rows}`, async (folder) => writeLake(await openStore(folder, {}), rows));
  const engine = await duckdbEngine(await openStore(place, {}));
  try {
    const [[actionRows]] = await all(engine, 'SELECT action_rows FROM snapshot_runs');
    const [[principals]] = await all(engine, 'SELECT count(*) FROM snapshot_principals');
    const [[account, principal]] = await all(engine, ANY_PRINCIPAL);
    return {
      place,
      questions: questions(String(principal), String(account)),
      size: `${actionRows} action rows of ${principals} principals`,
    };
  } finally {
    await engine.close();
  }
}

/** One that is no administrator. */
const ANY_PRINCIPAL =
  'SELECT account_id, principal_arn FROM snapshot_principals WHERE actions_tracked < 2000 ORDER BY principal_id LIMIT 1';

function questions(principal: string, account: string): Asked[] {
  return [
    { name: 'principal_access', given: { principal }, reads: 'a principal' },
    { name: 'removable.by-service', given: { account }, reads: 'an account' },
    { name: 'removable.by-action', given: { account }, reads: 'an account' },
    { name: 'removable.by-action', given: { account }, reads: 'an account' },
    { name: 'removable.by-action', given: { service: 's3' }, reads: 'the organization' },
    { name: 'users_of', given: { service: 's3' }, reads: 'the organization' },
    { name: 'users_of.of-action', given: { action: 'iam:CreateUser' }, reads: 'the organization' },
    { name: 'administrators', given: { days: 90 }, reads: 'the organization' },
    { name: 'usage.by-ou', given: {}, reads: 'the organization' },
    { name: 'guardrails.by-action', given: {}, reads: 'the organization' },
  ];
}

/** Another layout of some tables: its files, and the statements that put them in the place of the lake's own. */
interface Layout {
  readonly files: readonly string[];
  readonly statements: readonly string[];
}

const OUR_OWN: Layout = { files: [], statements: [] };

/** A lake opened again for the bytes. */
async function measured(place: string, question: Asked, layout: Layout, runs: number): Promise<Figures> {
  const before = bytesRead();
  const store = await openStore(place, {});
  const tables = await openFolder(store, await committedRuns(store), { writes: layout.files });
  const engine = engineOn(tables);
  const connection = await tables.database.connect();
  try {
    for (const sql of layout.statements) await connection.run(sql);
    const startedAt = performance.now();
    const ask = () => answerKept(engine, tables, connection, question);
    const rows = await ask();
    const times = [performance.now() - startedAt];
    const megabytes = (bytesRead() - before) / 1e6;
    while (times.length < runs) times.push(await msOf(ask));
    return { rows, megabytes, answerMs: median(times) };
  } finally {
    connection.closeSync();
    await engine.close();
  }
}

/** The answer with every row of it read. */
async function rowsMs(place: string, { name, given }: Asked): Promise<number> {
  const engine = await duckdbEngine(await openStore(place, {}));
  try {
    const times: number[] = [];
    while (times.length < RUNS) times.push(await msOf(async () => drain(await ask(engine, name, given))));
    return median(times);
  } finally {
    await engine.close();
  }
}

/** Asks as `query` does, and keeps the answer in a table of DuckDB; how many rows it has. */
async function answerKept(
  engine: QueryEngine,
  { views, database }: OpenTables,
  connection: Connection,
  { name, given }: Asked,
): Promise<number> {
  const dates = await visibleDates(engine);
  const { statement } = await prepareKnown(engine, findQuestion(name), given, { dates });
  await views.make(statement.sql, database.connect);
  const sql = await withVariables(connection, statement);
  const kept = await connection.runAndReadAll(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`);
  return Number(kept.getRows()[0]?.[0]);
}

type Connection = Awaited<ReturnType<OpenTables['database']['connect']>>;

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** Reads an answer to its end; how many rows it had. */
async function drain({ pages }: QueryResult): Promise<number> {
  let rows = 0;
  for await (const page of pages) rows += page.length;
  return rows;
}

async function all(engine: QueryEngine, sql: string): Promise<[readonly Cell[], ...(readonly Cell[])[]]> {
  const rows: (readonly Cell[])[] = [];
  for await (const page of (await engine.query(sql, [])).pages) rows.push(...page);
  const [first, ...others] = rows;
  if (first === undefined) throw new Error(`No row: ${sql}`);
  return [first, ...others];
}

/** Bytes that this process has read by system calls, cached by the kernel or not (Linux). */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
