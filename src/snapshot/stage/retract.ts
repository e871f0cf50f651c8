/** Takes reports back that turned out to be doubtful, before their attempt is closed. */
import type { Columns } from '../../model/columns.js';
import { principals } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { rowsOf } from '../../tables/columns/rows.js';
import { filterRows } from '../../tables/columns/select-rows.js';
import { decodePart, encodePart } from '../../tables/part.js';
import { sha256Of } from '../../tools/sha256.js';
import type { StagedPart } from '../account-record.js';
import { replacementOf } from './reusable-parts.js';

export interface Retraction {
  /** ARNs of measured principals. */
  readonly arns: ReadonlySet<string>;
  /** Random name of the writer. */
  readonly writer: string;
}

/** The parts without the measured principals of these ARNs and their rows. A part that holds one is replaced by another object. */
export async function withoutMeasured(
  store: Store,
  parts: readonly StagedPart[],
  retraction: Retraction,
): Promise<StagedPart[]> {
  if (retraction.arns.size === 0) return [...parts];
  const valid: StagedPart[] = [];
  for (const part of parts) valid.push(await cleaned(store, part, retraction));
  return valid;
}

async function cleaned(store: Store, part: StagedPart, { arns, writer }: Retraction): Promise<StagedPart> {
  const bytes = await store.get(part.key);
  if (bytes === undefined) throw new Error(`"${part.key}" is missing`);
  const tables = Object.entries(await decodePart(bytes)).map(([name, table]) => {
    const left = without(name, table, arns);
    return { name, left, removed: table.rows - left.rows };
  });
  if (tables.every(({ removed }) => removed === 0)) return part;
  const filled = tables.filter(({ left }) => left.rows > 0);
  const body = await encodePart(Object.fromEntries(filled.map(({ name, left }) => [name, left])));
  const key = replacementOf(part.key, writer);
  await store.put(key, body);
  const rows = tables.map(({ name, removed }) => [name, (part.rows[name] ?? 0) - removed] as const);
  return { key, bytes: body.length, sha256: sha256Of(body), rows: Object.fromEntries(rows) };
}

function without(name: string, table: Columns, arns: ReadonlySet<string>): Columns {
  const owners = table.columns.principal_arn;
  if (owners?.kind !== 'codes') return table;
  const statuses = name === principals.name ? rowsOf(principals, table).map((row) => row.status) : undefined;
  return filterRows(table, (row) => {
    const arn = owners.dictionary[owners.codes[row] as number] as string;
    return !arns.has(arn) || (statuses !== undefined && statuses[row] !== 'exported');
  });
}
