/** The row of `runs` that commits, from what was collected and written. */
import { readReference } from '../../model/reference.js';
import type { ApiCalls } from '../../model/report.js';
import type { ManifestFile } from '../../model/summary.js';
import { actionLastAccessed, type RunRow, SCHEMA_VERSION, serviceLastAccessed } from '../../model/tables.js';
import type { AccountRecord } from '../account-record.js';
import type { Collected } from './staged-parts.js';

export interface RunFacts {
  readonly runId: string;
  readonly toolVersion: string;
  /** ms since 1970 in UTC */
  readonly finishedAt: number;
  /** Calls of all attempts at the accounts, and of the organization. */
  readonly calls: ApiCalls;
  readonly files: readonly ManifestFile[];
}

export function runRow(collected: Collected, facts: RunFacts): RunRow {
  const { plan, records } = collected;
  const { organization } = plan;
  const reference = readReference();
  const ends = [...records.values()].map(({ finishedAt }) => finishedAt);
  return {
    run_id: facts.runId,
    snapshot_date: plan.snapshotDate,
    schema_version: SCHEMA_VERSION,
    tool_version: facts.toolVersion,
    aws_partition: organization.partition,
    organization_id: organization.id,
    management_account_id: organization.managementAccountId,
    caller_arn: organization.callerArn,
    scope: JSON.stringify(plan.scope),
    reference_date: reference.date,
    tracked_as_of: reference.trackedAsOf,
    started_at: plan.startedAt,
    finished_at: Math.max(plan.startedAt, facts.finishedAt, ...ends), // of hosts whose clocks differ
    ...accountCounts(collected),
    ...principalCounts([...records.values()]),
    service_rows: rowsIn(facts.files, serviceLastAccessed.name),
    action_rows: rowsIn(facts.files, actionLastAccessed.name),
    api_calls: facts.calls.total,
    throttled_calls: facts.calls.throttled,
    manifest: JSON.stringify(facts.files),
  };
}

function accountCounts({ plan, records }: Collected) {
  const decided = (decision: string) => plan.accounts.filter((planned) => planned.decision === decision).length;
  const closed = (status: string) => [...records.values()].filter((record) => record.status === status).length;
  return {
    accounts_total: plan.accounts.length,
    accounts_exported: closed('exported'),
    accounts_failed: closed('failed'),
    accounts_skipped: decided('skipped'),
    accounts_excluded: decided('excluded'),
  };
}

/** Rows of `principals` by status; of an account whose listing did not complete, those that are known. */
function principalCounts(records: readonly AccountRecord[]) {
  const sum = (of: (record: AccountRecord) => number) => records.reduce((total, record) => total + of(record), 0);
  const rows = {
    principals_exported: sum((record) => record.principals.exported),
    principals_failed: sum((record) => record.principals.failed),
    principals_deleted: sum((record) => record.principals.deleted),
  };
  return { principals_total: rows.principals_exported + rows.principals_failed + rows.principals_deleted, ...rows };
}

function rowsIn(files: readonly ManifestFile[], table: string): number {
  return files.filter((file) => file.path.startsWith(`${table}/`)).reduce((rows, file) => rows + file.rows, 0);
}
