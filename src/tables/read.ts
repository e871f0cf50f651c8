/** Reads small Parquet files back to rows, without a query engine. */
import { tableFromIPC, type Vector } from 'apache-arrow';
import type { ColumnType, Row, TableSchema, Value } from '../model/schema.js';
import { DamagedError } from './damaged.js';
import { hasWebAssembly, loadParquetWasm } from './parquet-wasm.js';

/** The raw cell of a row; undefined where the file lacks the column. */
type Cells = (row: number, column: string) => unknown;

/**
 * The rows of a file that either encoder wrote; a column that the file lacks (it was added later) is null.
 * Without WebAssembly only flat tables (`runs`) that parquetjs wrote can be read. Bytes that are no such
 * file are a {@link DamagedError}.
 */
export async function readParquet<T extends TableSchema>(table: T, bytes: Uint8Array): Promise<Row<T>[]> {
  const { rows, cellAt } = await read(bytes).catch((error) => {
    throw new DamagedError('a Parquet file', error);
  });
  const columns = Object.entries(table.columns);
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, { type }]) => [name, toValue(type, cellAt(row, name))])),
  ) as Row<T>[];
}

async function read(bytes: Uint8Array): Promise<{ rows: number; cellAt: Cells }> {
  if (!hasWebAssembly()) {
    const { readFlatRows } = await import('./parquetjs-read.js');
    const records = await readFlatRows(bytes);
    return { rows: records.length, cellAt: (row, name) => records[row]?.[name] };
  }
  const parquet = await loadParquetWasm();
  const arrow = tableFromIPC(parquet.readParquet(bytes).intoIPCStream());
  const columns = new Map(arrow.schema.fields.map(({ name }) => [name, arrow.getChild(name) as Vector]));
  return { rows: arrow.numRows, cellAt: (row, name) => columns.get(name)?.get(row) };
}

function toValue(type: ColumnType, cell: unknown): Value | null {
  if (cell === null || cell === undefined) return null;
  switch (type) {
    case 'int':
    case 'bigint':
    case 'timestamp':
      return Number(cell);
    case 'list<string>':
      return [...(cell as Iterable<string>)];
    case 'map<string,string>':
      return Object.fromEntries(cell as Iterable<[string, string]>);
    case 'string':
    case 'boolean':
      return cell as string | boolean;
  }
}
