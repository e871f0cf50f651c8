/**
 * A staged part: several tables in one object, as Arrow IPC streams one after another under Brotli, and the SHA-256
 * of that. Codes are dictionaries of texts, numbers are doubles (NaN is null), values are JSON.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { type Data, DataType, Float64, makeData, RecordBatchReader, type Vector } from 'apache-arrow';
import type { Column, Columns } from '../model/columns.js';
import type { Value } from '../model/schema.js';
import { arrowData, dictionaryData } from './arrow-data.js';
import { arrowStream } from './arrow-stream.js';
import { dictionaryOf } from './arrow-text.js';
import { DamagedError } from './damaged.js';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

const SHA256_BYTES = 32;

/** 1 MB: each thread keeps the memory of a window that it ever used. The default, 4 MB, makes parts some 3 % smaller. */
const WINDOW_BITS = 20;

/** By the default, 16 KB, a part comes in a thousand pieces. */
const CHUNK_BYTES = 2 ** 20;

/** Far above any part (262,144 rows take some 10 MB): damage must not fill the memory. */
const MAX_BYTES = 2 ** 30;

/** Key of the schema's metadata that names the table of a stream. */
const TABLE = 'table';

/** The tables as one part; the fastest Brotli, for it is read once. */
export async function encodePart(tables: Readonly<Record<string, Columns>>): Promise<Uint8Array> {
  const streams = Object.entries(tables).map(([name, table]) => tableStream(name, table));
  const bytes = Buffer.concat(streams);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = {
    [BROTLI_PARAM_QUALITY]: 1,
    [BROTLI_PARAM_LGWIN]: WINDOW_BITS,
    [BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const compressed = await compress(bytes, { params, chunkSize: CHUNK_BYTES });
  return Buffer.concat([compressed, sha256(compressed)]);
}

/** What {@link encodePart} was given, or of it the `wanted` tables. Damaged bytes are a {@link DamagedError}, never other tables. */
export async function decodePart(
  bytes: Uint8Array,
  wanted: (table: string) => boolean = () => true,
): Promise<Record<string, Columns>> {
  const streams = await sealed(bytes).catch((error) => {
    throw new DamagedError('a staged part', error);
  });
  const tables: Record<string, Columns> = {};
  for (const reader of RecordBatchReader.readAll(streams)) {
    for (const batch of reader) {
      const table = batch.schema.metadata.get(TABLE) as string;
      if (!wanted(table)) continue;
      const columns = batch.schema.fields.map(({ name }, at) => [name, columnOf(batch.getChildAt(at) as Vector)]);
      tables[table] = {
        rows: batch.numRows,
        columns: Object.fromEntries(columns),
      };
    }
  }
  return tables;
}

async function sealed(bytes: Uint8Array): Promise<Buffer> {
  const compressed = bytes.subarray(0, Math.max(0, bytes.length - SHA256_BYTES));
  if (!sha256(compressed).equals(bytes.subarray(compressed.length))) throw new Error('its checksum is another');
  return await decompress(compressed, { maxOutputLength: MAX_BYTES, chunkSize: CHUNK_BYTES });
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function tableStream(name: string, { rows, columns }: Columns): Uint8Array {
  const data = Object.entries(columns).map(([column, values]) => [column, partData(values)]);
  return arrowStream(rows, Object.fromEntries(data), new Map([[TABLE, name]]));
}

function partData(column: Column): Data {
  switch (column.kind) {
    case 'codes':
      return dictionaryData(column);
    case 'numbers':
      return makeData({ type: new Float64(), data: column.numbers.slice() });
    case 'values':
      return arrowData('string', { kind: 'values', values: column.values.map(jsonOf) });
  }
}

function jsonOf(value: Value | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function columnOf(vector: Vector): Column {
  const [data] = vector.data as [Data];
  if (DataType.isFloat(data.type)) return { kind: 'numbers', numbers: data.values };
  if (DataType.isDictionary(data.type)) return { kind: 'codes', dictionary: dictionaryOf(data), codes: codesOf(data) };
  return { kind: 'values', values: Array.from(vector, (json) => (json === null ? null : JSON.parse(json))) };
}

/** The codes, with -1 where the bitmap says null. */
function codesOf({ values, nullBitmap, nullCount, length }: Data): Int32Array {
  if (nullCount === 0) return values;
  const codes = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const valid = ((nullBitmap[row >> 3] as number) >> (row & 7)) & 1;
    codes[row] = valid ? values[row] : -1;
  }
  return codes;
}
