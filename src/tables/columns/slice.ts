import type { Column, Columns } from '../../model/columns.js';

/** The rows `from` ≤ row < `to`; codes and numbers share the memory of the whole. */
export function sliced({ columns }: Columns, from: number, to: number): Columns {
  const parts = Object.entries(columns).map(([name, column]) => [name, slicedColumn(column, from, to)]);
  return { rows: to - from, columns: Object.fromEntries(parts) };
}

function slicedColumn(column: Column, from: number, to: number): Column {
  switch (column.kind) {
    case 'codes':
      return { ...column, codes: column.codes.subarray(from, to) };
    case 'numbers':
      return { ...column, numbers: column.numbers.subarray(from, to) };
    case 'values':
      return { ...column, values: column.values.slice(from, to) };
  }
}
