/**
 * Which dates of which tables an answer reads, and how many of its scans are of the accounts or services that were asked
 * for alone, as DuckDB plans it: a condition that only spares reading changes no answer. What was found is in reads.json;
 * `npm run renew reads` writes it anew; with `-t '^sets$'` vitest looks at one question alone.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { committedRuns } from '../../src/lake/runs.js';
import { openFolder } from '../../src/query/duckdb/engine.js';
import { type DuckdbEngine, engineOn, type OpenTables } from '../../src/query/duckdb/open-tables.js';
import { scansOf } from '../../src/query/duckdb/plan.js';
import { withVariables } from '../../src/query/duckdb/statement.js';
import type { Cell } from '../../src/query/engine/engine.js';
import { type Bound, bind } from '../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { readSqlFiles } from '../../src/query/sql/sql-files.js';
import { sampled } from '../sampled.js';
import { type Case, casesOf, parametersOf } from './lake/cases.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'reads-'));
interface Opened {
  readonly tables: OpenTables;
  readonly engine: DuckdbEngine;
}

const lakes = new Map<string, Opened>();
afterAll(async () => {
  for (const { engine } of lakes.values()) await engine.close();
  rmSync(folder, { recursive: true });
});

async function opened(text: string): Promise<Opened> {
  const known = lakes.get(text);
  if (known) return known;
  const store = await writeLake(join(folder, String(lakes.size)), text);
  const tables = await openFolder(store, await committedRuns(store), { writes: [] });
  const lake = { tables, engine: engineOn(tables) };
  lakes.set(text, lake);
  return lake;
}

/** Dates by table. */
async function readBy(engine: DuckdbEngine, sql: string, parameters: readonly Cell[]) {
  const dates: Record<string, string[]> = {};
  for (const key of (await engine.reads(sql, parameters)).sort()) {
    const [, table = '', date = ''] = /^(\w+)\/snapshot_date=([^/]+)/.exec(key) ?? [];
    dates[table] = [...new Set([...(dates[table] ?? []), date])];
  }
  return Object.fromEntries(Object.entries(dates).map(([table, own]) => [table, own.join(' ')]));
}

/** Of the scans of Parquet those that are limited to some values of each column, such as "3 of 8". */
async function limitedBy(
  columns: readonly string[],
  { tables: { views, database } }: Opened,
  bound: Bound,
): Promise<string[]> {
  await views.make(bound.sql, database.connect);
  const connection = await database.connect();
  const answer = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${await withVariables(connection, bound)}`);
  connection.closeSync();
  const scans = scansOf(JSON.parse(String(answer.getRows()[0]?.[1])));
  return columns.map((column) => {
    const limited = scans.filter(({ Filters }) => String(Filters).includes(`${column} IN`));
    return `${limited.length} of ${scans.length}`;
  });
}

const file = fileURLToPath(new URL('./reads.json', import.meta.url));
const kept = JSON.parse(readFileSync(file, 'utf8'));
const isRenewed = process.env.READS === 'renew';
const VIEWS = 'views';
const names = [...readQuestions().map(({ name }) => name), VIEWS];
/** What was found of the questions that ran, by their names. */
const found = new Map<string, Record<string, unknown>>();
afterAll(() => {
  const all = names.map((name) => [name, found.get(name) ?? kept[name]]);
  if (isRenewed) writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
});

function expectKept(question: string, name: string, reads: unknown): void {
  found.set(question, { ...found.get(question), [name]: reads });
  if (!isRenewed) expect(reads, 'if it is meant: `npm run renew reads`').toEqual(kept[question]?.[name]);
}

const ACCOUNTS = ['111111111111', '222222222222'];
const PRINCIPALS = ACCOUNTS.map((account) => `arn:aws:iam::${account}:role/app`);
/** Two values of a parameter, and columns by which they limit what is scanned. */
const TWO = [
  { name: 'account', values: ACCOUNTS, columns: ['account_id'] },
  { name: 'principal', values: PRINCIPALS, columns: ['account_id', 'principal_arn'] },
  { name: 'service', values: ['s3', 'sqs'], columns: ['service_namespace'] },
];

for (const question of sampled(isRenewed ? 1 : 2, readQuestions())) {
  it(question.name, async () => {
    const cases = casesOf(question.name);
    const planned = new Set<string>();
    for (const path of new Set(cases.map(({ lake }) => lake))) {
      const lake = await opened(readFileSync(path, 'utf8'));
      const one = cases.find((each) => each.lake === path) as Case;
      const given = parametersOf(one.text);
      const dates = await snapshotDates(lake.engine);
      const { sql, parameters } = bind(question, withDates(question, given, dates));
      expectKept(question.name, one.name, await readBy(lake.engine, sql, parameters));
      for (const { name, values, columns } of TWO) {
        if (!question.parameters.some((parameter) => parameter.name === name && parameter.list)) continue;
        const ofTwo = bind(question, withDates(question, { ...given, [name]: values }, dates));
        if (planned.has(ofTwo.sql)) continue;
        planned.add(ofTwo.sql);
        const limited = await limitedBy(columns, lake, ofTwo);
        for (const [at, column] of columns.entries())
          expectKept(question.name, `${one.name}, scans of two by ${name}, of ${column}`, limited[at]);
      }
    }
  });
}

it('views over a lake of two days in a row and one of months later', async () => {
  const text = readFileSync(new URL('./questions/worklist/work.lake', import.meta.url), 'utf8');
  const { engine } = await opened(text.replace('2026-05-15', '2026-03-02'));
  for (const { name } of readSqlFiles('views/')) {
    const { columns } = await engine.query(`SELECT * FROM ${name}`, []);
    const isDated = columns.some((column) => column.name === 'snapshot_date');
    for (const [which, where] of isDated
      ? [
          ['newest', " WHERE snapshot_date = '2026-07-01'"],
          ['all', ''],
        ]
      : [['all', '']])
      expectKept(VIEWS, `${name}, ${which}`, await readBy(engine, `SELECT * FROM ${name}${where}`, []));
  }
});
