/** What earlier attempts at an account left that still counts. */
import type { Columns } from '../../model/columns.js';
import { type PrincipalRow, principals } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { rowsOf } from '../../tables/columns/rows.js';
import { DamagedError } from '../../tables/damaged.js';
import { decodePart } from '../../tables/part.js';
import { sha256Of } from '../../tools/sha256.js';
import type { AccountRecord, StagedPart } from '../account-record.js';
import { fetchPart } from '../part.js';

/** Tables whose rows come with a measured principal; all others belong to one attempt alone. */
const MEASURED_TABLES = ['service_last_accessed', 'action_last_accessed'];

export interface ReusableParts {
  readonly parts: readonly StagedPart[];
  /** Measured principals, by id. */
  readonly measured: ReadonlyMap<string, PrincipalRow>;
}

/** Whether every part that the record names is there as it was written. */
export async function isWhole(store: Store, record: AccountRecord): Promise<boolean> {
  for (const part of record.parts) {
    if (typeof (await fetchPart(store, part)) === 'string') return false;
  }
  return true;
}

/**
 * The parts that a further attempt keeps: those of the last record first, then what a killed attempt left.
 * A damaged part, and one that shares a principal with a part kept before it (two writers measured it),
 * is left out whole: its principals are measured again. So is one that reports were taken back from: another took its place.
 */
export async function reusableParts(
  store: Store,
  partKeys: readonly string[],
  last: AccountRecord | undefined,
): Promise<ReusableParts> {
  const parts: StagedPart[] = [];
  const measured = new Map<string, PrincipalRow>();
  const arns = new Set<string>();
  const closed = last?.parts ?? [];
  for (const key of new Set([...closed.map((part) => part.key), ...partKeys])) {
    if (isReplaced(key, partKeys)) continue;
    const part = await readPart(
      store,
      key,
      closed.find((named) => named.key === key),
    );
    if (part === undefined || part.measured.length === 0) continue;
    if (part.measured.some((row) => measured.has(row.principal_id) || arns.has(row.principal_arn))) continue;
    for (const row of part.measured) {
      measured.set(row.principal_id, row);
      arns.add(row.principal_arn);
    }
    parts.push(part.staged);
  }
  return { parts, measured };
}

const PART = '.arrow.br';

const replacedBy = (key: string): string => `${key.slice(0, -PART.length)}-retracted-`;

/** Key of what takes the place of a part, written by `writer`. */
export const replacementOf = (key: string, writer: string): string => `${replacedBy(key)}${writer}${PART}`;

function isReplaced(key: string, partKeys: readonly string[]): boolean {
  return partKeys.some((other) => other.startsWith(replacedBy(key)));
}

interface ReadPart {
  readonly staged: StagedPart;
  readonly measured: readonly PrincipalRow[];
}

/** Undefined where the part is missing or damaged. */
async function readPart(store: Store, key: string, named: StagedPart | undefined): Promise<ReadPart | undefined> {
  const bytes = named === undefined ? await store.get(key) : await fetchPart(store, named);
  if (bytes === undefined || typeof bytes === 'string') return undefined;
  const tables = await decodePart(bytes).catch((error) => {
    if (error instanceof DamagedError) return undefined;
    throw error;
  });
  if (tables === undefined) return undefined;
  const measured = rowsIfAny(tables[principals.name]).filter((row) => row.status === 'exported');
  return {
    staged: { key, bytes: bytes.length, sha256: sha256Of(bytes), rows: rowsThatCount(tables, measured.length) },
    measured,
  };
}

function rowsIfAny(table: Columns | undefined): PrincipalRow[] {
  return table === undefined ? [] : rowsOf(principals, table);
}

function rowsThatCount(tables: Readonly<Record<string, Columns>>, measured: number): Record<string, number> {
  const rows = MEASURED_TABLES.map((name) => [name, tables[name]?.rows ?? 0] as const);
  return Object.fromEntries([[principals.name, measured], ...rows]);
}
