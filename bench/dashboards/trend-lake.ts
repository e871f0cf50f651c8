/** A lake of many dates with what dashboards read alone: runs, accounts, trends and a worklist; no principals. */
import type { ManifestFile } from '../../src/model/summary.js';
import { derivedTrends, derivedWorklist } from '../../src/model/tables/derived.js';
import { accounts, type DerivedTable, derivedKey, SCHEMA_VERSION } from '../../src/model/tables.js';
import { commitRun } from '../../src/snapshot/commit.js';
import { writeTable } from '../../src/snapshot/publish/table-files.js';
import type { Store } from '../../src/store/store.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import type { Encoder } from '../../src/tables/encoder.js';
import { openEncoder } from '../../src/tables/encoders.js';

export interface TrendLake {
  readonly dates: number;
  readonly daysBetween: number;
  readonly accounts: number;
  /** Of each date, those of accounts and OUs included. */
  readonly subjects: number;
  readonly tasks: number;
}

/** Ten years of weekly dates of a large organization. */
export const TEN_YEARS: TrendLake = { dates: 522, daysBetween: 7, accounts: 500, subjects: 5000, tasks: 1000 };

const DAY_MS = 86_400_000;
const NEWEST_MS = Date.UTC(2025, 10, 25);
/** As the view trend_runs has it. */
const LOOKBACK_MS = 415 * DAY_MS;
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
  for (const [at, snapshot] of snapshots.entries()) {
    await writeRun(store, encoder, snapshot, lake);
    const seen = snapshots.slice(0, at + 1).filter(({ ms }) => ms >= snapshot.ms - LOOKBACK_MS);
    const made_of = seen.map(({ runId }) => runId).join(',');
    await write(store, encoder, derivedTrends, snapshot, trendRows(lake, at, made_of));
    if (at === lake.dates - 1) await write(store, encoder, derivedWorklist, snapshot, taskRows(lake, made_of));
  }
}

function snapshotAt(ms: number): Snapshot {
  const date = new Date(ms).toISOString().slice(0, 10);
  const planId = `${date.replaceAll('-', '')}T000000000Z-01234567`;
  return { ms, date, planId, runId: `${planId}-1` };
}

async function write(store: Store, encoder: Encoder, table: DerivedTable, { date }: Snapshot, rows: object[]) {
  const columns = columnsOf(table, rows as never);
  async function* groups() {
    yield columns;
  }
  await store.put(derivedKey(table, date), encoder.encode(table, groups()));
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
    ...{ run_id, account_id: accountId(at), account_name: `account-${at}`, account_state: 'ACTIVE' },
    ...{ is_management_account: at === 0, joined_at: ms, ou_id: `ou-${at % 30}`, ou_path: `r-root/ou-${at % 30}` },
    ...{ ou_path_names: `Root/Unit ${at % 30}`, status: 'exported', error_code: null, error_message: null },
    ...{ principals_total: 200, principals_exported: 200, principals_failed: 0, principals_deleted: 0 },
    ...{ started_at: ms, finished_at: ms },
  }));
}

const OTHER_DIMENSIONS = ['owner', 'permission_set', 'service'] as const;

/** Numbers that change from date to date, in the order of the table. */
function trendRows({ accounts: count, subjects }: TrendLake, date: number, made_of: string): object[] {
  const rows: object[] = [];
  const add = (dimension: string, subject: string) =>
    rows.push(trendRow(dimension, subject, rows.length + date, made_of));
  for (let at = 0; at < count; at++) add('account', accountId(at));
  add('organization', 'o-bench00000');
  for (let at = 0; at < 30; at++) add('ou', `ou-${at}`);
  const left = Math.ceil((subjects - rows.length) / OTHER_DIMENSIONS.length);
  for (const dimension of OTHER_DIMENSIONS) for (let at = 0; at < left; at++) add(dimension, `${dimension}-${at}`);
  const order = (row: object) => Object.values(row)[2] as string;
  return rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function trendRow(dimension: string, subject: string, seed: number, made_of: string) {
  const n = (salt: number, most: number) => (Math.imul(seed + salt, 2_654_435_761) >>> 8) % most;
  const [measured, services, actions] = [n(1, 400) + 100, n(2, 9000), n(3, 90_000)];
  const share = (whole: number, salt: number) => Math.floor((whole * n(salt, 100)) / 300);
  const [dormant, used] = [share(measured, 4), share(services, 5)];
  const [unused, actionsUsed, actionsUnused] = [share(services, 6), share(actions, 7), share(actions, 8)];
  return {
    ...{ made_of, owner_tags: 'owner', dimension, subject, subject_name: dimension === 'account' ? subject : null },
    ...{ accounts: 1, accounts_unmeasured: 0, principals: measured, principals_measured: measured },
    ...{ principals_unmeasured: 0, principals_dormant: dormant, principals_used_90: measured - dormant },
    ...{ principals_used_180: share(dormant, 9), principals_used_400: 0, principals_used_older: 0 },
    ...{ principals_never_used: dormant - share(dormant, 9), principals_use_unknown: 0 },
    ...{ services_granted: services, services_used: used, services_unused: unused },
    ...{ services_too_young: services - used - unused, actions_granted: actions, actions_used: actionsUsed },
    ...{ actions_unused: actionsUnused, actions_too_young: actions - actionsUsed - actionsUnused },
    actions_removable: share(actionsUnused, 10),
  };
}

function taskRows({ tasks, accounts: count }: TrendLake, made_of: string): object[] {
  return Array.from({ length: tasks }, (_, at) => ({
    ...{ made_of, task_rank: at + 1, step: at % 5 === 0 ? 'DELETE' : 'NARROW', subject_type: 'PRINCIPAL' },
    ...{ account_id: accountId(at % count), account_name: `account-${at % count}` },
    ...{ principal_arn: `arn:aws:iam::${accountId(at % count)}:role/role-${at}`, permission_set_name: null },
    ...{
      policy_arn: null,
      task: `Take ${at} actions from the role, which it did not use.`,
      risk: 4 - (at * 4 - ((at * 4) % tasks)) / tasks,
    },
    ...{ grant_age: 'KNOWN', removable_services: at % 20, removable_actions: at, holders: null, state: 'NOT_ACCESSED' },
  }));
}

function runRow({ ms, date, runId }: Snapshot, count: number, files: readonly ManifestFile[]) {
  return {
    ...{ run_id: runId, snapshot_date: date, schema_version: SCHEMA_VERSION, tool_version: 'bench' },
    ...{ aws_partition: 'aws', organization_id: 'o-bench00000', management_account_id: '111122223333' },
    ...{ caller_arn: 'arn:aws:iam::111122223333:user/bench', scope: SCOPE, reference_date: '2025-01-01' },
    ...{ started_at: ms, finished_at: ms, accounts_total: count, accounts_exported: count },
    ...{ accounts_failed: 0, accounts_skipped: 0, accounts_excluded: 0, principals_total: count * 200 },
    ...{ principals_exported: count * 200, principals_failed: 0, principals_deleted: 0 },
    ...{ service_rows: 0, action_rows: 0, api_calls: 0, throttled_calls: 0, manifest: JSON.stringify(files) },
  };
}
