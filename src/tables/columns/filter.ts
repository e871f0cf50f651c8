import type { Column, Columns } from '../../model/columns.js';

/** The rows that `keep` picks, in their order; dictionaries stay as they are. */
export function filterRows({ rows, columns }: Columns, keep: (row: number) => boolean): Columns {
  const kept = Array.from({ length: rows }, (_, row) => row).filter(keep);
  const picked = Object.entries(columns).map(([name, column]) => [name, pick(column, kept)]);
  return { rows: kept.length, columns: Object.fromEntries(picked) };
}

function pick(column: Column, rows: readonly number[]): Column {
  switch (column.kind) {
    case 'codes':
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) };
    case 'numbers':
      return { ...column, numbers: Float64Array.from(rows, (row) => column.numbers[row] as number) };
    case 'values':
      return { ...column, values: rows.map((row) => column.values[row] ?? null) };
  }
}
