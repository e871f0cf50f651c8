/** The rows of one table over all accounts of a plan, from the staging, as one run's. */

import type { Columns } from '../../model/columns.js';
import { readReference } from '../../model/reference.js';
import type { RootFacts } from '../../model/report.js';
import type { TableSchema } from '../../model/schema.js';
import { type AccountRow, type ActionRow, accounts, actions, evidenceSources } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { withConstants } from '../../tables/columns/complete.js';
import { columnsOf } from '../../tables/columns/rows.js';
import type { AccountRecord } from '../account-record.js';
import { sourceRows } from './source-rows.js';
import { type Collected, countedRows, stagedParts } from './staged-parts.js';

/** Rows that the source of the table will hold. */
export function rowsToPublish(table: TableSchema, collected: Collected): number {
  const { plan, records } = collected;
  if (table.name === evidenceSources.name) return sourceRows(collected).length;
  if (table.name === accounts.name) return plan.accounts.length;
  if (table.name === actions.name) return readReference().actions.length;
  const parts = [...records.values()].flatMap((record) => record.parts);
  return parts.reduce((sum, part) => sum + countedRows(part, table), 0);
}

/** Chunks of the table, accounts in order, with run_id. Fails with a {@link LostPartError}. */
export async function* tableSource(
  store: Store,
  table: TableSchema,
  collected: Collected,
  runId: string,
): AsyncGenerator<Columns, void, void> {
  for await (const chunk of chunksOf(store, table, collected)) yield withConstants(chunk, { run_id: runId });
}

async function* chunksOf(store: Store, table: TableSchema, collected: Collected): AsyncGenerator<Columns, void, void> {
  if (table.name === accounts.name) yield columnsOf(accounts, accountRows(collected));
  else if (table.name === actions.name) yield columnsOf(actions, readReference().actions as readonly ActionRow[]);
  else if (table.name === evidenceSources.name) yield columnsOf(evidenceSources, sourceRows(collected));
  else yield* stagedChunks(store, table, collected);
}

async function* stagedChunks(store: Store, table: TableSchema, collected: Collected) {
  for await (const { tables } of stagedParts(store, collected, [table])) yield tables[table.name] as Columns;
}

function accountRows({ plan, records }: Collected): AccountRow[] {
  return plan.accounts.map(({ account, decision, errorCode, errorMessage }) => {
    const known = {
      account_id: account.id,
      account_name: account.name,
      account_state: account.state,
      is_management_account: account.isManagementAccount,
      joined_at: account.joinedAt,
      ou_id: account.ouId,
      ou_path: account.ouPath,
      ou_path_names: account.ouPathNames,
      email: account.email,
      tags: account.tags,
    };
    if (decision === 'collect') return { ...known, ...measures(records.get(account.id) as AccountRecord) };
    return { ...known, ...NOT_TRIED, status: decision, error_code: errorCode, error_message: errorMessage };
  });
}

const NOT_TRIED = {
  principals_total: null,
  principals_exported: null,
  principals_failed: null,
  principals_deleted: null,
  started_at: null,
  finished_at: null,
  ...rootColumns(undefined),
};

function measures(record: AccountRecord) {
  const listed = record.principalsTotal !== null;
  return {
    status: record.status,
    error_code: record.errorCode,
    error_message: record.errorMessage,
    principals_total: record.principalsTotal,
    principals_exported: listed ? record.principals.exported : null,
    principals_failed: listed ? record.principals.failed : null,
    principals_deleted: listed ? record.principals.deleted : null,
    started_at: record.startedAt,
    finished_at: record.finishedAt,
    ...rootColumns(record.root),
  };
}

function rootColumns(root: RootFacts | undefined) {
  return {
    root_has_password: root?.hasPassword ?? null,
    root_has_access_keys: root?.hasAccessKeys ?? null,
    root_has_mfa: root?.hasMfa ?? null,
  };
}
