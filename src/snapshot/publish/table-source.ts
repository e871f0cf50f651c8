/** The rows of one table over all accounts of a plan, from the staging, as one run's. */

import { prefetch } from '../../async/prefetch.js';
import type { Columns } from '../../model/columns.js';
import { readReference } from '../../model/reference.js';
import type { TableSchema } from '../../model/schema.js';
import {
  type AccountRow,
  type ActionRow,
  accounts,
  actions,
  type PrincipalRow,
  principals,
} from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { withConstants } from '../../tables/columns/constants.js';
import { withNulls } from '../../tables/columns/nulls.js';
import { columnsOf, rowsOf } from '../../tables/columns/rows.js';
import { decodePart } from '../../tables/part.js';
import type { AccountRecord, StagedPart } from '../account-record.js';
import type { Plan } from '../plan.js';
import { sha256Of } from '../stage/reusable-parts.js';

/** Parts on their way from the store while one is encoded: some 300 KB each. */
const PARTS_AHEAD = 8;

/** A part that is not as its record says. The next collection of its account measures again what it held. */
export class LostPartError extends Error {
  override readonly name = 'LostPartError';
}

/** What is published: the plan, and the record that counts of each account that was collected, by account id. */
export interface Collected {
  readonly plan: Plan;
  readonly records: ReadonlyMap<string, AccountRecord>;
}

/** Rows that the source of the table will hold. */
export function rowsToPublish(table: TableSchema, { plan, records }: Collected): number {
  if (table.name === accounts.name) return plan.accounts.length;
  if (table.name === actions.name) return readReference().actions.length;
  const parts = [...records.values()].flatMap((record) => record.parts);
  return parts.reduce((sum, part) => sum + (part.rows[table.name] ?? 0), 0);
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
  else yield* stagedChunks(store, table, collected);
}

async function* stagedChunks(store: Store, table: TableSchema, { plan, records }: Collected) {
  const parts = plan.accounts
    .flatMap(({ account }) => records.get(account.id)?.parts ?? [])
    .filter((part) => (part.rows[table.name] ?? 0) > 0);
  const fetched = prefetch(parts, PARTS_AHEAD, async (part) => ({ part, bytes: await wholePart(store, part) }));
  for await (const { part, bytes } of fetched) {
    const columns = (await decodePart(bytes, (name) => name === table.name))[table.name];
    yield checked(part, table, columns && table.name === principals.name ? countingPrincipals(part, columns) : columns);
  }
}

async function wholePart(store: Store, part: StagedPart): Promise<Uint8Array> {
  const bytes = await store.get(part.key);
  if (bytes === undefined) throw new LostPartError(`"${part.key}" is missing`);
  if (sha256Of(bytes) !== part.sha256) throw new LostPartError(`"${part.key}" is damaged`);
  return bytes;
}

/** Of a part kept from an earlier attempt the unmeasured principals do not count: the closing attempt has its own. */
function countingPrincipals(part: StagedPart, columns: Columns): Columns {
  if (columns.rows === part.rows[principals.name]) return columns;
  const rows = rowsOf(columns).filter((row) => row.status === 'exported');
  return columnsOf(principals, rows as unknown as PrincipalRow[]);
}

function checked(part: StagedPart, table: TableSchema, columns: Columns | undefined): Columns {
  if (columns?.rows === part.rows[table.name]) return withNulls(table, columns as Columns);
  throw new Error(`"${part.key}" holds ${columns?.rows ?? 0} rows of ${table.name}, not ${part.rows[table.name]}`);
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
  };
}
