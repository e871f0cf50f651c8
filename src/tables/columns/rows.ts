/** Small tables as rows. The big ones never take this way: it makes an object a row. */
import { CodesBuilder, type Column, type Columns, NumbersBuilder } from '../../model/columns.js';
import type { ColumnType, Row, TableSchema, Unpublished, Value } from '../../model/schema.js';

/** Columns that a publisher adds later: rows may lack them, all of them or none. */
const ADDED_AT_PUBLISHING = 'run_id';

/** The rows as columns: every column of the table, run_id alone may be missing (of all rows). A required null is an error. */
export function columnsOf<T extends TableSchema>(
  table: T,
  rows: readonly (Row<T> | Omit<Row<T>, 'run_id'>)[],
): Columns {
  const records = rows as readonly Record<string, Value | null | undefined>[];
  const columns: Record<string, Column> = {};
  for (const [name, { type, required }] of Object.entries(table.columns)) {
    if (name === ADDED_AT_PUBLISHING && records.length > 0 && !records.some((row) => name in row)) continue;
    const cells = records.map((row) => row[name]);
    const hole = cells.findIndex((cell) => cell === undefined || (required && cell === null));
    if (hole >= 0) throw new TypeError(`Cannot write ${table.name}: column "${name}" of row ${hole} has no value`);
    columns[name] = columnOf(type, cells as (Value | null)[]);
  }
  return { rows: rows.length, columns };
}

/** The columns as rows of the table, run_id with them where it is there. A column that they lack is null; a required one is an error. */
export function rowsOf<T extends TableSchema>(table: T, { rows, columns }: Columns): Unpublished<T>[] {
  const cells = Object.entries(table.columns).flatMap(([name, { type, required }]) => {
    const column = columns[name];
    if (column !== undefined) return [[name, cellsOf(type, column)] as const];
    if (name === ADDED_AT_PUBLISHING) return [];
    if (required) throw new TypeError(`Cannot read ${table.name}: column "${name}" is missing`);
    return [[name, () => null] as const];
  });
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(cells.map(([name, cellAt]) => [name, cellAt(row)])),
  ) as Unpublished<T>[];
}

function columnOf(type: ColumnType, cells: readonly (Value | null)[]): Column {
  if (type === 'string') return filled(new CodesBuilder(), cells as readonly (string | null)[]);
  if (type === 'list<string>' || type === 'map<string,string>') return { kind: 'values', values: cells };
  return filled(
    new NumbersBuilder(),
    cells.map((cell) => (cell === null ? null : Number(cell))),
  );
}

function filled<V>(builder: { append(value: V): void; done(): Column }, cells: readonly V[]): Column {
  for (const cell of cells) builder.append(cell);
  return builder.done();
}

function cellsOf(type: ColumnType, column: Column): (row: number) => Value | null {
  const numberAt = (number: number) => (type === 'boolean' ? number === 1 : number);
  switch (column.kind) {
    case 'codes':
      return (row) => column.dictionary[column.codes[row] as number] ?? null;
    case 'numbers':
      return (row) => (Number.isNaN(column.numbers[row]) ? null : numberAt(column.numbers[row] as number));
    case 'values':
      return (row) => column.values[row] ?? null;
  }
}
