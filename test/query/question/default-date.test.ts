/** Looking at less never shows less risk: which snapshot answers where none is named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, it } from 'vitest';
import type { Scope } from '../../../src/model/scope.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { Cell } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { datesSql, defaultDate, lakeDateOf, newerPart, viewDates } from '../../../src/query/sql/lake-dates.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'default-date-'));
afterAll(() => rmSync(folder, { recursive: true }));
let lakes = 0;

const ALL: Scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };
const SCOPES: Readonly<Record<string, Scope>> = {
  all: ALL,
  'all but excluded ones': { ...ALL, excludeAccounts: ['111111111111'], excludeOus: ['ou-ab12-11112222'] },
  'some accounts': { ...ALL, accounts: ['111111111111'] },
  'one OU': { ...ALL, ous: ['ou-ab12-11112222'] },
  'this account': { ...ALL, thisAccount: true },
};

/** A lake with a run a date, each of an account; `scopes` names the scope of each. */
async function open(scopes: readonly string[]) {
  const runs = scopes.map((scope, at) => `r${at} | 2026-01-0${at + 1} | ${JSON.stringify(SCOPES[scope])}`);
  const accounts = scopes.map((_, at) => `r${at} | 111111111111 | r-root`);
  const text = `[runs]\nrun_id | snapshot_date | scope\n${runs.join('\n')}\n[accounts]\nrun_id | account_id | ou_path\n${accounts.join('\n')}`;
  return duckdbEngine(await writeLake(join(folder, String(++lakes)), text));
}

it.each([
  [['all', 'all but excluded ones'], '2026-01-02'],
  [['all', 'this account'], '2026-01-01'],
  [['all', 'some accounts', 'one OU'], '2026-01-01'],
  [['this account', 'this account'], '2026-01-02'],
  [['this account', 'all', 'one OU'], '2026-01-02'],
])('of snapshots of %s the default is %s, for questions and views alike', async (scopes, expected) => {
  const engine = await open(scopes);
  const latest = await rowsOf(engine.query('SELECT DISTINCT snapshot_date FROM bi_coverage WHERE is_latest = 1', []));
  expect(latest).toEqual([[expected]]);
  const { columns } = await ask(engine, 'usage', {});
  expect(columns.length).toBeGreaterThan(0);
  const dates = await snapshotDates(engine);
  expect(defaultDate(dates)?.date).toBe(expected);
  const newest = dates.at(-1)?.date;
  expect(newerPart(dates)).toBe(newest === expected ? undefined : newest);
  await engine.close();
});

it('the view of runs and the statement of dates agree on what is whole', async () => {
  const engine = await open(Object.keys(SCOPES));
  const whole = await rowsOf(engine.query('SELECT is_whole FROM snapshot_runs ORDER BY run_id', []));
  expect(whole.flat()).toEqual([true, true, false, false, false]);
  expect((await snapshotDates(engine)).map(({ isWhole }) => isWhole)).toEqual(whole.flat());
  await engine.close();
});

it('a date is of the newest version that a run of it was written under', async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`CREATE SCHEMA raw; CREATE TABLE raw.runs AS
    SELECT '2026-01-01' AS snapshot_date, unnest([1, 3, 2]) AS schema_version, '' AS scope, '' AS manifest`);
  const [row] = (await connection.runAndReadAll(datesSql())).getRowsJS();
  expect(lakeDateOf(row as Cell[]).schemaVersion).toBe(3);
  instance.closeSync();
});

it('of a lake without a snapshot the views show a date that no row has', () => {
  expect(viewDates([])).toEqual({ latest: '0000-00-00', lastPart: '0000-00-00', afterWhole: [] });
});
