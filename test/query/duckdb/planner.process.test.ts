/** Which files of a bucket a statement would copy, planned over stand-ins. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { committedRuns } from '../../../src/lake/runs.js';
import { dayOf } from '../../../src/model/days.js';
import { FACT_TABLES } from '../../../src/model/tables/facts.js';
import { actionLastAccessed, PARTITION_KEY } from '../../../src/model/tables.js';
import { lakeFiles } from '../../../src/query/duckdb/files/readable-files.js';
import { openPlanner, type Planner } from '../../../src/query/duckdb/planner.js';
import { bind } from '../../../src/query/question/bind.js';
import { withDates } from '../../../src/query/question/dates.js';
import { readNamedQuestion } from '../../../src/query/question/questions.js';
import { writeLake } from '../lake/write-lake.js';

const FIRST = '2026-03-01';
const OLDER = Array.from({ length: 99 }, (_, week) => dayOf(Date.parse(FIRST) - 7 * (week + 1) * 86_400_000));
const folder = mkdtempSync(join(tmpdir(), 'planner-'));
let planner: Planner;
let dates: readonly string[];

beforeAll(async () => {
  const text = readFileSync(new URL('../questions/worklist/work.lake', import.meta.url), 'utf8');
  const store = await writeLake(folder, text);
  const runs = await committedRuns(store);
  const { files } = await lakeFiles(store, runs);
  const olderRuns = OLDER.flatMap((date) =>
    runs
      .filter(({ snapshot_date }) => snapshot_date === FIRST)
      .map((run) => ({ ...run, snapshot_date: date, run_id: date })),
  );
  const olderFiles = OLDER.flatMap((date) =>
    files
      .filter(({ snapshotDate }) => snapshotDate === FIRST)
      .map((file) => ({ ...file, snapshotDate: date, runId: date, key: file.key.replace(FIRST, date) })),
  );
  dates = [...OLDER, ...runs.map(({ snapshot_date }) => snapshot_date)].sort();
  planner = await openPlanner([...olderRuns, ...runs], [...olderFiles, ...files]);
});

afterAll(async () => {
  await planner?.close();
  rmSync(folder, { recursive: true });
});

it.each(['worklist', 'removable.by-action', 'sets.by-action', 'guardrails.by-action', 'policies', 'changes.by-action'])(
  '%s copies no rows of actions of 99 older dates',
  async (name) => {
    const question = readNamedQuestion(name);
    const known = dates.map((date) => ({ date, isWhole: true, schemaVersion: 1 }));
    const { sql, parameters } = bind(question, withDates(question, {}, known));
    const read = (await planner.reads(sql, parameters)).map(({ key }) => key);
    expect(read).not.toHaveLength(0);
    const older = new RegExp(`^${actionLastAccessed.name}/${PARTITION_KEY.name}=(?!2026-0[357])`);
    expect(read.filter((key) => older.test(key))).toEqual([]);
  },
);

it.each([
  ['after what looks like a comment', "SELECT '--', action_name FROM snapshot_actions"],
  ['in quotes and another case', 'SELECT action_name FROM "Snapshot_Actions"'],
  ['put together', "SELECT action_name FROM query_table('snapshot_' || 'actions')"],
])('a table is copied whose name stands %s', async (_, sql) => {
  const read = (await planner.reads(sql, [])).filter(({ table }) => table === 'actions');
  expect(new Set(read.map(({ snapshotDate }) => snapshotDate))).toEqual(new Set(dates));
});

/** Facts and accounts are small, and what other dates knew of a use or a grant stands in them. */
const isOfRows = ({ table }: { readonly table: string }) =>
  table !== 'accounts' && !FACT_TABLES.some(({ name }) => name === table);

it.each(['service_access', 'action_access', 'untracked_actions', 'snapshot_principals', 'unmeasured'])(
  '%s copies the rows of the asked date alone, of a hundred',
  async (view) => {
    const read = (await planner.reads(`SELECT * FROM ${view} WHERE snapshot_date = ?`, [FIRST])).filter(isOfRows);
    expect(new Set(read.map(({ snapshotDate }) => snapshotDate))).toEqual(new Set([FIRST]));
  },
);
