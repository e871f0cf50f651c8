import type { Columns } from '../../model/columns.js';
import type { TableSchema } from '../../model/schema.js';
import { ColumnsMerger } from './merge.js';
import { sortBy } from './sort.js';

/** Measured: smaller groups cost bytes (dictionaries and order end with the group), larger ones cost memory. */
export const ROWS_PER_GROUP = 1_000_000;

/**
 * Refills chunks of any size to row groups of `rowsPerGroup` rows (the last may have fewer; none without
 * rows), each sorted by `table.sortedBy` (text by code point), its sets put together by `table.clustering`, with one
 * dictionary a column. Memory is one group. Every chunk must hold every column of the table.
 */
export async function* rowGroups(
  table: TableSchema,
  chunks: AsyncIterable<Columns>,
  rowsPerGroup = ROWS_PER_GROUP,
): AsyncGenerator<Columns, void, void> {
  const merger = new ColumnsMerger();
  let rows = 0;
  for await (const chunk of chunks) {
    const whole = inTableOrder(table, chunk);
    for (let from = 0; from < whole.rows; ) {
      const to = Math.min(whole.rows, from + rowsPerGroup - rows);
      merger.append(whole, from, to);
      rows += to - from;
      from = to;
      if (rows === rowsPerGroup) {
        yield sortBy(merger.done(), table.sortedBy, table.clustering);
        rows = 0;
      }
    }
  }
  if (rows > 0) yield sortBy(merger.done(), table.sortedBy, table.clustering);
}

function inTableOrder(table: TableSchema, chunk: Columns): Columns {
  const names = Object.keys(table.columns);
  const missing = names.filter((name) => chunk.columns[name] === undefined);
  if (missing.length > 0) throw new Error(`Cannot write ${table.name}: columns "${missing}" are missing`);
  return { rows: chunk.rows, columns: Object.fromEntries(names.map((name) => [name, chunk.columns[name] as never])) };
}
