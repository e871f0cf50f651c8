import type { Column, Columns } from '../../src/model/columns.js';
import type { Value } from '../../src/model/schema.js';

/** Any columns as one record a row. They do not know their types: booleans are 0 and 1. */
export function recordsOf({ rows, columns }: Columns): Record<string, Value | null>[] {
  const entries = Object.entries(columns);
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(entries.map(([name, column]) => [name, cellOf(column, row)])),
  );
}

function cellOf(column: Column, row: number): Value | null {
  if (column.kind === 'values') return column.values[row] ?? null;
  if (column.kind === 'codes') return column.dictionary[column.codes[row] as number] ?? null;
  const number = column.numbers[row] as number;
  return Number.isNaN(number) ? null : number;
}
