/** A lake of many dates with what dashboards read alone: runs, accounts, trends of all dates and a worklist; no principals. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, dayOf } from '../../../src/model/days.js';
import type { ManifestFile } from '../../../src/model/summary.js';
import { derivedTrendHistory, derivedWorklist } from '../../../src/model/tables/derived.js';
import { accounts, derivedKey, SCHEMA_VERSION, TABLES } from '../../../src/model/tables.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import { commitRun } from '../../../src/snapshot/commit.js';
import { writeTable } from '../../../src/snapshot/publish/table-files.js';
import type { Store } from '../../../src/store/store.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';
import type { Encoder } from '../../../src/tables/encoder.js';
import { openEncoder } from '../../../src/tables/encoders.js';

export interface Trends {
  readonly accounts: number;
  /** Of each date, those of accounts and OUs included. */
  readonly subjects: number;
  readonly tasks: number;
}

export interface TrendLake extends Trends {
  readonly dates: number;
  readonly daysBetween: number;
}

/** Ten years of weekly dates of a large organization. */
export const TEN_YEARS: TrendLake = { dates: 522, daysBetween: 7, accounts: 500, subjects: 5000, tasks: 1000 };

const NEWEST_MS = Date.UTC(2025, 10, 25);
const OUS = 30;
const SCOPE = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';

interface Snapshot {
  readonly ms: number;
  readonly date: string;
  readonly planId: string;
  readonly runId: string;
}

export async function writeTrendLake(store: Store, lake: TrendLake): Promise<void> {
  const encoder = await openEncoder('arrow');
  const snapshots = Array.from({ length: lake.dates }, (_, at) =>
    snapshotAt(NEWEST_MS - (lake.dates - 1 - at) * lake.daysBetween * DAY_MS),
  );
  for (const snapshot of snapshots) await writeRun(store, encoder, snapshot, lake);
  await writeTrends(store, lake);
}

/** The derived tables of a lake that has runs: the worklist of its newest date, and the trends of all. */
export async function writeTrends(store: Store, lake: Trends): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'trend-lake-'));
  const path = join(folder, 'history.parquet');
  const engine = await duckdbEngine(store, { writes: [path] });
  try {
    const newest = 'SELECT snapshot_date, made_of FROM trend_runs ORDER BY snapshot_date DESC LIMIT 1';
    const [[date, madeOf] = []] = await allRows(engine, newest, []);
    await writeWorklist(store, String(date), taskRows(lake, String(madeOf)));
    const columns = Object.keys(derivedTrendHistory.columns).join(', ');
    await engine.writeParquet(
      `SELECT ${columns} FROM (${historyRows(lake)}) ORDER BY dimension, subject, snapshot_date`,
      path,
    );
    await store.put(derivedKey(derivedTrendHistory, ''), createReadStream(path));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
}

function snapshotAt(ms: number): Snapshot {
  const date = dayOf(ms);
  const planId = `${date.replaceAll('-', '')}T000000000Z-01234567`;
  return { ms, date, planId, runId: `${planId}-1` };
}

async function writeWorklist(store: Store, date: string, rows: object[]): Promise<void> {
  const encoder = await openEncoder('arrow');
  const columns = columnsOf(derivedWorklist, rows as never);
  async function* groups() {
    yield columns;
  }
  await store.put(derivedKey(derivedWorklist, date), encoder.encode(derivedWorklist, groups()));
}

async function writeRun(store: Store, encoder: Encoder, snapshot: Snapshot, lake: TrendLake): Promise<void> {
  const { date, planId, runId } = snapshot;
  const columns = columnsOf(accounts, accountRows(snapshot, lake.accounts) as never);
  async function* chunks() {
    yield columns;
  }
  const prefix = `accounts/snapshot_date=${date}/${runId}-`;
  const files = await writeTable({ store, encoder }, { table: accounts, prefix }, chunks());
  await commitRun(store, encoder, planId, runRow(snapshot, lake.accounts, files));
}

const accountId = (at: number): string => String(100_000_000_000 + at * 7919);

function accountRows({ runId: run_id, ms }: Snapshot, count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({
    run_id,
    account_id: accountId(at),
    account_name: `account-${at}`,
    account_state: 'ACTIVE',
    is_management_account: at === 0,
    joined_at: ms,
    ou_id: `ou-${at % OUS}`,
    ou_path: `r-root/ou-${at % OUS}`,
    ou_path_names: `Root/Unit ${at % OUS}`,
    email: `aws+${at}@example.com`,
    tags: {},
    status: 'exported',
    error_code: null,
    error_message: null,
    principals_total: 200,
    principals_exported: 200,
    principals_failed: 0,
    principals_deleted: 0,
    started_at: ms,
    finished_at: ms,
  }));
}

/** So many owners, permission sets and services each as the rows that are left need. */
const OTHER_DIMENSIONS = ['owner', 'permission_set', 'service'];

/**
 * The rows of the file of all dates, in DuckDB's SQL. Numbers wander: what is held changes every few weeks, what is used
 * every week.
 */
function historyRows({ accounts: count, subjects }: Trends): string {
  const left = Math.ceil((subjects - count - OUS - 1) / OTHER_DIMENSIONS.length);
  const ofDimension = (dimension: string, subject: string, most: number, name = 'NULL', unit = 'NULL') =>
    `SELECT '${dimension}' AS dimension, ${subject} AS subject, ${name} AS subject_name, ${unit} AS ou_level_1 FROM range(${most}) AS t(n)`;
  const all = [
    ofDimension(
      'account',
      `CAST(100000000000 + n * 7919 AS varchar)`,
      count,
      `'account-' || n`,
      `'Unit ' || n % ${OUS}`,
    ),
    ofDimension('organization', `'o-bench00000'`, 1),
    ofDimension('ou', `'ou-' || n`, OUS, `'Root/Unit ' || n`),
    ...OTHER_DIMENSIONS.map((dimension) => ofDimension(dimension, `'${dimension}-' || n`, left)),
  ];
  return `
    WITH subjects AS (${all.join(' UNION ALL ')}),
    weeks AS (SELECT *, row_number() OVER (ORDER BY snapshot_date) AS week FROM trend_runs),
    wandering AS (
      SELECT
        w.snapshot_date, md5(w.made_of) AS made_of_md5, s.*,
        100 + hash(subject) % 400 + hash(subject, week // 8) % 5 AS measured, hash(subject, 1) % 60 + hash(subject, week // 4) % 4 AS dormant,
        1000 + hash(subject, 2) % 8000 AS services, 200 + hash(subject, 3) % 300 + hash(subject, week, 4) % 8 AS services_used,
        10000 + hash(subject, 5) % 80000 AS actions, 500 + hash(subject, 6) % 3000 + hash(subject, week, 7) % 16 AS actions_used,
        hash(subject, 8) % 100 AS young
      FROM subjects s CROSS JOIN weeks w
    )
    SELECT
      *, 'owner' AS owner_tags, 1 AS accounts, 0 AS accounts_unmeasured, measured AS principals, measured AS principals_measured,
      0 AS principals_unmeasured, dormant AS principals_dormant, measured - dormant AS principals_used_90,
      dormant // 2 AS principals_used_180, 0 AS principals_used_400, 0 AS principals_used_older,
      dormant - dormant // 2 AS principals_never_used, 0 AS principals_use_unknown,
      services AS services_granted, services - services_used - young AS services_unused, young AS services_too_young,
      actions AS actions_granted, actions - actions_used - young AS actions_unused, young AS actions_too_young,
      (actions - actions_used - young) // 2 AS actions_removable_of_principals, hash(subject, snapshot_date, 9) % 20 AS services_taken_away,
      hash(subject, snapshot_date, 10) % 200 AS actions_taken_away,
      CAST(NULL AS varchar) AS ou_level_2, CAST(NULL AS varchar) AS ou_level_3, CAST(NULL AS varchar) AS ou_level_4
    FROM wandering`;
}

function taskRows({ tasks, accounts: count }: Trends, made_of: string): object[] {
  return Array.from({ length: tasks }, (_, at) => ({
    made_of,
    compared_made_of: null,
    owner_tags: 'owner',
    judged_by: 'bench',
    task_rank: at + 1,
    task_state: null,
    task_id: createHash('sha256').update(String(at)).digest('hex'),
    step: at % 5 === 0 ? 'DELETE' : 'NARROW',
    subject_type: 'PRINCIPAL',
    account_id: accountId(at % count),
    account_name: `account-${at % count}`,
    principal_arn: `arn:aws:iam::${accountId(at % count)}:role/role-${at}`,
    permission_set_name: null,
    policy_arn: null,
    task: `Take ${at} actions from the role, which it did not use.`,
    risk: 4 - (at * 4 - ((at * 4) % tasks)) / tasks,
    grant_age: 'KNOWN',
    services_removable: at % 20,
    actions_removable: at,
    holders: null,
    accounts: null,
    state: 'NOT_ACCESSED',
    owner: `owner-${at % 100}`,
    owner_from: 'principal_tag',
    error_code: null,
  }));
}

/** A manifest is most of a run: it names a file a table. These are of tables that nobody knows, and nobody looks for them. */
function otherFiles(date: string): ManifestFile[] {
  return TABLES.map(({ name }) => {
    const path = `bench_${name}/snapshot_date=${date}/${date.replaceAll('-', '')}T000000000Z-01234567-1-00001.parquet`;
    return { path, rows: 1_000_000, bytes: 1_234_567, sha256: createHash('sha256').update(path).digest('hex') };
  });
}

function runRow({ ms, date, runId }: Snapshot, count: number, files: readonly ManifestFile[]) {
  return {
    run_id: runId,
    snapshot_date: date,
    schema_version: SCHEMA_VERSION,
    tool_version: 'bench',
    aws_partition: 'aws',
    organization_id: 'o-bench00000',
    management_account_id: '111122223333',
    caller_arn: 'arn:aws:iam::111122223333:user/bench',
    scope: SCOPE,
    reference_date: '2025-01-01',
    tracked_as_of: '2025-01-01',
    started_at: ms,
    finished_at: ms,
    accounts_total: count,
    accounts_exported: count,
    accounts_failed: 0,
    accounts_skipped: 0,
    accounts_excluded: 0,
    principals_total: count * 200,
    principals_exported: count * 200,
    principals_failed: 0,
    principals_deleted: 0,
    service_rows: 0,
    action_rows: 0,
    api_calls: 0,
    throttled_calls: 0,
    manifest: JSON.stringify([...files, ...otherFiles(date)]),
  };
}
