/** Reads small Parquet files back to rows, without a query engine. */
import { tableFromIPC, type Vector } from 'apache-arrow';
import type { ColumnType, Row, TableSchema, Value } from '../model/schema.js';
import { DamagedError } from './damaged.js';
import { loadParquetWasm, type ParquetWasm } from './parquet-wasm.js';

/**
 * The rows of a file that either encoder wrote; a column that the file lacks (it was added later) is null.
 * Needs WebAssembly. Bytes that are no such file are a {@link DamagedError}.
 */
export async function readParquet<T extends TableSchema>(table: T, bytes: Uint8Array): Promise<Row<T>[]> {
  const parquet = await loadParquetWasm();
  const arrow = tableFromIPC(ipcOf(parquet, bytes));
  const cells = Object.entries(table.columns).map(
    ([name, { type }]) => [name, cellsOf(type, arrow.getChild(name))] as const,
  );
  return Array.from({ length: arrow.numRows }, (_, row) =>
    Object.fromEntries(cells.map(([name, cellAt]) => [name, cellAt(row)])),
  ) as Row<T>[];
}

function ipcOf(parquet: ParquetWasm, bytes: Uint8Array): Uint8Array {
  try {
    return parquet.readParquet(bytes).intoIPCStream();
  } catch (error) {
    throw new DamagedError('a Parquet file', error);
  }
}

function cellsOf(type: ColumnType, vector: Vector | null): (row: number) => Value | null {
  if (vector === null) return () => null;
  const toValue = valuesOf(type);
  return (row) => {
    const cell = vector.get(row);
    return cell === null ? null : toValue(cell as never);
  };
}

function valuesOf(type: ColumnType): (cell: never) => Value {
  switch (type) {
    case 'int':
    case 'bigint':
    case 'timestamp':
      return (cell: number | bigint) => Number(cell);
    case 'list<string>':
      return (cell: Vector) => [...cell];
    case 'map<string,string>':
      return (cell: Iterable<[string, string]>) => Object.fromEntries(cell);
    case 'string':
    case 'boolean':
      return (cell: string | boolean) => cell;
  }
}
