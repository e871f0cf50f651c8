/** The staged parts of a plan that count, read and checked against the records that name them. */
import { prefetch } from '../../async/prefetch.js';
import type { Columns } from '../../model/columns.js';
import type { TableSchema } from '../../model/schema.js';
import { principals } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { withNulls } from '../../tables/columns/complete.js';
import { columnsOf, rowsOf } from '../../tables/columns/rows.js';
import { decodePart } from '../../tables/part.js';
import type { AccountRecord, StagedPart } from '../account-record.js';
import { fetchPart } from '../part.js';
import type { Plan } from '../plan/plan.js';

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

export interface PartTables {
  readonly accountId: string;
  /** By name, those of the tables asked for that the part has rows of. */
  readonly tables: Readonly<Record<string, Columns>>;
}

/** Parts with rows of one of the tables, accounts in order, whole principals each. Fails with a {@link LostPartError}. */
export async function* stagedParts(
  store: Store,
  { plan, records }: Collected,
  wanted: readonly TableSchema[],
): AsyncGenerator<PartTables, void, void> {
  const parts = plan.accounts.flatMap(({ account }) =>
    (records.get(account.id)?.parts ?? []).map((part) => ({ part, accountId: account.id })),
  );
  const holding = parts.filter(({ part }) => wanted.some((table) => countedRows(part, table) > 0));
  const fetched = prefetch(holding, PARTS_AHEAD, async (found) => ({
    ...found,
    bytes: await wholePart(store, found.part),
  }));
  for await (const { part, accountId, bytes } of fetched) {
    yield { accountId, tables: await tablesIn(part, bytes, wanted) };
  }
}

/** Rows of the table that count. Of a part kept from an earlier attempt, of some tables none do. */
export function countedRows(part: StagedPart, { name }: TableSchema): number {
  return part.rows[name] ?? 0;
}

async function wholePart(store: Store, part: StagedPart): Promise<Uint8Array> {
  const bytes = await fetchPart(store, part);
  if (typeof bytes === 'string') throw new LostPartError(`"${part.key}" is ${bytes}`);
  return bytes;
}

async function tablesIn(part: StagedPart, bytes: Uint8Array, wanted: readonly TableSchema[]) {
  const counted = wanted.filter((table) => countedRows(part, table) > 0);
  const decoded = await decodePart(bytes, (name) => counted.some((table) => table.name === name));
  return Object.fromEntries(counted.map((table) => [table.name, checked(part, table, decoded[table.name])]));
}

function checked(part: StagedPart, table: TableSchema, decoded: Columns | undefined): Columns {
  const columns = decoded && table.name === principals.name ? countingPrincipals(part, decoded) : decoded;
  if (columns?.rows === countedRows(part, table)) return withNulls(table, columns);
  throw new Error(`"${part.key}" holds ${columns?.rows ?? 0} rows of ${table.name}, not ${countedRows(part, table)}`);
}

/** Of a part kept from an earlier attempt the unmeasured principals do not count: the closing attempt has its own. */
function countingPrincipals(part: StagedPart, columns: Columns): Columns {
  if (columns.rows === countedRows(part, principals)) return columns;
  const rows = rowsOf(principals, columns).filter((row) => row.status === 'exported');
  return columnsOf(principals, rows);
}
