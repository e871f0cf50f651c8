/** Rows made by hand, as the answer of a question would be gathered. */
import type { Cell, SqlType } from '../../src/query/engine/engine.js';
import type { Sheet } from '../../src/report/payload.js';
import { gather } from '../../src/report/sheet.js';

export type Row = readonly Cell[];

/** Columns as `name:type`, varchar where there is no type. */
export function sheetOf(columns: string, rows: readonly Row[]): Promise<Sheet> {
  const declared = columns.split(/\s+/).map((column) => {
    const [name = '', type = 'varchar'] = column.split(':');
    return { name, type: type as SqlType };
  });
  async function* pages() {
    yield rows;
  }
  return gather({ columns: declared, pages: pages() });
}
