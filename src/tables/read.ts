/** Reads small Parquet files back to rows, without a query engine. */
import { tableFromIPC, type Vector } from 'apache-arrow';
import type { ColumnType, Row, TableSchema, Value } from '../model/schema.js';
import { nullableTexts } from './arrow/text.js';
import { DamagedError } from './damaged.js';
import { hasWebAssembly, loadParquetWasm } from './parquet/wasm.js';

interface RawRows {
  readonly rows: number;
  /** The cell of a row, numbers as number or bigint; undefined where the file lacks the column. */
  cell(row: number, column: string, type: ColumnType): unknown;
}

/**
 * The rows of a file that either encoder wrote, of a table without lists and maps (`runs`, `accounts`);
 * a column that the file lacks (it was added later) is null. Without WebAssembly only files that
 * parquetjs wrote can be read. Bytes that are no such file are a {@link DamagedError}.
 */
export async function readParquet<T extends TableSchema>(table: T, bytes: Uint8Array): Promise<Row<T>[]> {
  const columns = Object.entries(table.columns);
  const nested = columns.find(([, { type }]) => type === 'list<string>' || type === 'map<string,string>');
  if (nested) throw new TypeError(`Cannot read ${table.name}: column "${nested[0]}" holds lists or maps`);
  const raw = await (hasWebAssembly() ? rawRows(bytes) : rawRowsInJavaScript(bytes)).catch((error) => {
    throw new DamagedError('a Parquet file', error);
  });
  return Array.from({ length: raw.rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, { type }]) => [name, plainValue(raw.cell(row, name, type))])),
  ) as Row<T>[];
}

async function rawRows(bytes: Uint8Array): Promise<RawRows> {
  const parquet = await loadParquetWasm();
  const arrow = tableFromIPC(parquet.readParquet(bytes).intoIPCStream());
  const texts = new Map<string, (string | null)[]>();
  const textsIn = (name: string, vector: Vector) => {
    const known = texts.get(name) ?? vector.data.flatMap(nullableTexts);
    texts.set(name, known);
    return known;
  };
  const cell = (row: number, name: string, type: ColumnType) => {
    const vector = arrow.getChild(name);
    return vector !== null && type === 'string' ? textsIn(name, vector)[row] : vector?.get(row);
  };
  return { rows: arrow.numRows, cell };
}

async function rawRowsInJavaScript(bytes: Uint8Array): Promise<RawRows> {
  const { readFlatRows } = await import('./parquetjs/read.js');
  const records = await readFlatRows(bytes);
  return { rows: records.length, cell: (row, name) => records[row]?.[name] };
}

function plainValue(cell: unknown): Value | null {
  return typeof cell === 'bigint' ? Number(cell) : ((cell ?? null) as Value | null);
}
