/** Reads small Parquet files back to rows, without a query engine. */
import type { Vector } from 'apache-arrow';
import type { ColumnType, Row, TableSchema, Value } from '../model/schema.js';
import { arrow } from './arrow/library.js';
import { nullableTexts } from './arrow/text.js';
import { DamagedError } from './damaged.js';
import { type ColumnInFile, type Footer, isTooLarge, readFooter } from './parquet/footer.js';
import { hasWebAssembly, loadParquetWasm } from './parquet/wasm.js';

interface RawRows {
  readonly rows: number;
  /** The cell of a row, numbers as number or bigint; undefined where the file lacks the column. */
  cell(row: number, column: string, type: ColumnType): unknown;
}

type NestedType = 'list<string>' | 'map<string,string>';

/** A row without its columns of lists and maps. */
export type FlatRow<T extends TableSchema> = {
  readonly [K in keyof Row<T> as T['columns'][K]['type'] extends NestedType ? never : K]: Row<T>[K];
};

/**
 * The rows of a file that either encoder wrote (`runs`, `accounts`), without their lists and maps, which are not read;
 * a column that the file lacks is null. Without WebAssembly only files that parquetjs wrote can be read. Bytes that are no
 * such file, hold a column of another type, or unpack to too much ({@link isTooLarge}) are a {@link DamagedError}: the
 * footer tells before anything is unpacked.
 */
export async function readParquet<T extends TableSchema>(table: T, bytes: Uint8Array): Promise<FlatRow<T>[]> {
  const columns = Object.entries(table.columns).filter(([, { type }]) => isFlat(type));
  const footer = readFooter(bytes);
  checkFooter(table, footer);
  const names = columns.map(([name]) => name).filter((name) => footer.columns.has(name));
  try {
    const raw = await (hasWebAssembly() ? rawRows(bytes, names) : rawRowsInJavaScript(bytes, names));
    return Array.from({ length: raw.rows }, (_, row) =>
      Object.fromEntries(columns.map(([name, { type }]) => [name, plainValue(raw.cell(row, name, type))])),
    ) as FlatRow<T>[];
  } catch (error) {
    throw new DamagedError('a Parquet file', error);
  }
}

/** Accounts are the most that are read so. */
const MOST_ROWS = 1_000_000;

function checkFooter(table: TableSchema, footer: Footer): void {
  const { rows, unpackedBytes, isCompressed, columns } = footer;
  const damaged = (why: string) => new DamagedError('a Parquet file', new TypeError(why));
  if (rows > MOST_ROWS) throw damaged(`it has ${rows} rows`);
  if (isTooLarge(footer)) throw damaged(`it unpacks to ${unpackedBytes} bytes`);
  if (table.isUncompressed && isCompressed) throw damaged('it is compressed');
  for (const [name, { type }] of Object.entries(table.columns)) {
    const found = columns.get(name);
    if (isFlat(type) && found !== undefined && !isOfType(type, found))
      throw damaged(`its column ${name} is of another type`);
  }
}

interface FlatType {
  /** Parquet's Type, and which ConvertedTypes of it the encoders write. */
  readonly physicalType: number;
  readonly convertedTypes: readonly (number | undefined)[];
}

/** Numbers of parquet.thrift: BOOLEAN 0, INT32 1, INT64 2, BYTE_ARRAY 6; UTF8 0, TIMESTAMP_MILLIS 9, TIMESTAMP_MICROS 10. */
const FLAT_TYPES: Readonly<Partial<Record<ColumnType, FlatType>>> = {
  boolean: { physicalType: 0, convertedTypes: [undefined] },
  int: { physicalType: 1, convertedTypes: [undefined] },
  bigint: { physicalType: 2, convertedTypes: [undefined] },
  timestamp: { physicalType: 2, convertedTypes: [9, 10] },
  string: { physicalType: 6, convertedTypes: [0] },
};

function isFlat(type: ColumnType): boolean {
  return FLAT_TYPES[type] !== undefined;
}

function isOfType(type: ColumnType, found: ColumnInFile): boolean {
  const wanted = FLAT_TYPES[type];
  if (wanted === undefined || found.kind === 'group') return false;
  return found.physicalType === wanted.physicalType && wanted.convertedTypes.includes(found.convertedType);
}

async function rawRows(bytes: Uint8Array, columns: string[]): Promise<RawRows> {
  const parquet = await loadParquetWasm();
  const table = arrow.tableFromIPC(parquet.readParquet(bytes, { columns }).intoIPCStream());
  const texts = new Map<string, (string | null)[]>();
  const textsIn = (name: string, vector: Vector) => {
    const known = texts.get(name) ?? vector.data.flatMap(nullableTexts);
    texts.set(name, known);
    return known;
  };
  const cell = (row: number, name: string, type: ColumnType) => {
    const vector = table.getChild(name);
    return vector !== null && type === 'string' ? textsIn(name, vector)[row] : vector?.get(row);
  };
  return { rows: table.numRows, cell };
}

async function rawRowsInJavaScript(bytes: Uint8Array, columns: readonly string[]): Promise<RawRows> {
  const { readFlatRows } = await import('./parquetjs/read.js');
  const records = await readFlatRows(bytes, columns);
  return { rows: records.length, cell: (row, name) => records[row]?.[name] };
}

function plainValue(cell: unknown): Value | null {
  return typeof cell === 'bigint' ? Number(cell) : ((cell ?? null) as Value | null);
}
