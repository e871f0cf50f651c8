/** Takes reports back that turned out to be doubtful, before their attempt is closed. */
import type { Columns } from '../model/columns.js';
import { principals } from '../model/tables.js';
import type { Store } from '../store/store.js';
import { filterRows } from '../tables/filter.js';
import { decodePart, encodePart } from '../tables/part.js';
import { rowsOf } from '../tables/rows.js';
import type { StagedPart } from './closing.js';
import { sha256Of } from './kept-parts.js';

/** The part without the measured principals of these ARNs and their rows; the old object goes where it held one. */
export async function withoutMeasured(store: Store, part: StagedPart, arns: ReadonlySet<string>): Promise<StagedPart> {
  const bytes = await store.get(part.key);
  if (bytes === undefined) throw new Error(`"${part.key}" is missing`);
  const tables = Object.entries(await decodePart(bytes)).map(
    ([name, table]) => [name, without(name, table, arns)] as const,
  );
  if (tables.every(([name, table]) => table.rows === part.rows[name])) return part;
  const filled = Object.fromEntries(tables.filter(([, table]) => table.rows > 0));
  const body = await encodePart(filled);
  const key = part.key.replace('.arrow.br', '-retracted.arrow.br');
  await store.put(key, body);
  await store.delete([part.key]);
  const rows = Object.entries(filled).map(([name, table]) => [name, table.rows] as const);
  return { key, bytes: body.length, sha256: sha256Of(body), rows: Object.fromEntries(rows) };
}

function without(name: string, table: Columns, arns: ReadonlySet<string>): Columns {
  const owners = table.columns.principal_arn;
  if (owners?.kind !== 'codes') return table;
  const statuses = name === principals.name ? rowsOf(table).map((row) => row.status) : undefined;
  return filterRows(table, (row) => {
    const arn = owners.dictionary[owners.codes[row] as number] as string;
    return !arns.has(arn) || (statuses !== undefined && statuses[row] !== 'exported');
  });
}
