import type { Column, Columns } from '../../model/columns.js';
import type { ColumnType, TableSchema } from '../../model/schema.js';

/** The chunk with a column of nulls for each that it lacks and that may be null: it was written before the column was declared. */
export function withNulls({ columns: declared }: TableSchema, { rows, columns }: Columns): Columns {
  const lacking = Object.entries(declared).filter(([name, { required }]) => !required && columns[name] === undefined);
  if (lacking.length === 0) return { rows, columns };
  const added = lacking.map(([name, { type }]) => [name, nulls(type, rows)]);
  return { rows, columns: { ...columns, ...Object.fromEntries(added) } };
}

function nulls(type: ColumnType, rows: number): Column {
  if (type === 'string') return { kind: 'codes', dictionary: [], codes: new Int32Array(rows).fill(-1) };
  if (type === 'list<string>' || type === 'map<string,string>') {
    return { kind: 'values', values: new Array(rows).fill(null) };
  }
  return { kind: 'numbers', numbers: new Float64Array(rows).fill(Number.NaN) };
}
