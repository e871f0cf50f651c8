/** Some rows of columns: those that a test picks, or those of a range. */
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
