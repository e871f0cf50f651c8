/** Writes the file of a derived table. */

import type { Row } from '../../model/schema.js';
import { type DerivedTable, derivedKey } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { ColumnsMerger } from '../../tables/columns/merge.js';
import { columnsOf } from '../../tables/columns/rows.js';
import { openEncoder } from '../../tables/encoders.js';

/** Rows lie in memory until their group is written. */
const ROWS_PER_GROUP = 65_536;

/** Writes the file of the date, and says how many rows it has. Memory is one row group, or one chunk where that is larger. */
export async function write<T extends DerivedTable>(
  store: Store,
  table: T,
  date: string,
  chunks: Iterable<readonly Row<T>[]> | AsyncIterable<readonly Row<T>[]>,
): Promise<number> {
  const encoder = await openEncoder('arrow');
  let rows = 0;
  async function* groups() {
    const merger = new ColumnsMerger();
    let waiting = 0;
    for await (const chunk of chunks) {
      merger.append(columnsOf(table, chunk));
      rows += chunk.length;
      waiting += chunk.length;
      if (waiting < ROWS_PER_GROUP) continue;
      yield merger.done();
      waiting = 0;
    }
    if (waiting > 0) yield merger.done();
  }
  await store.put(derivedKey(table, date), encoder.encode(table, groups()));
  return rows;
}
