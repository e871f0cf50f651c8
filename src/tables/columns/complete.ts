/** The columns that a table declares: those added that chunks need not carry, and none missing where they are written. */
import type { Column, Columns } from '../../model/columns.js';
import type { ColumnType, TableSchema } from '../../model/schema.js';

/** The columns, with a column of one value for each constant (run_id, account_id, principal_arn); it replaces one of its name. */
export function withConstants(columns: Columns, constants: Readonly<Record<string, string>>): Columns {
  const constant = (value: string): Column => ({
    kind: 'codes',
    dictionary: [value],
    codes: new Int32Array(columns.rows),
  });
  const added = Object.entries(constants).map(([name, value]) => [name, constant(value)]);
  return { rows: columns.rows, columns: { ...columns.columns, ...Object.fromEntries(added) } };
}

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
