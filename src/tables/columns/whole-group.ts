import type { Column, Columns } from '../../model/columns.js';
import type { TableSchema } from '../../model/schema.js';

/** Each column of the table, in its order. Fails where the group lacks one, or one has other rows than the group. */
export function wholeGroup(table: TableSchema, { rows, columns }: Columns): Columns {
  const named = Object.keys(table.columns).map((name) => {
    const column = columns[name];
    if (column === undefined) throw new Error(`Cannot write ${table.name}: column "${name}" is missing`);
    if (lengthOf(column) !== rows) throw new Error(`Cannot write ${table.name}: column "${name}" has other rows`);
    return [name, column] as const;
  });
  return { rows, columns: Object.fromEntries(named) };
}

function lengthOf(column: Column): number {
  switch (column.kind) {
    case 'codes':
      return column.codes.length;
    case 'numbers':
      return column.numbers.length;
    case 'values':
      return column.values.length;
  }
}
