/**
 * A staged part: several tables in one object, so that one can be read without the others. The Arrow IPC stream of each
 * under Brotli, then how many bytes each takes (JSON), how many bytes that takes, and the SHA-256 of it all. Codes are
 * dictionaries of texts, numbers are doubles (NaN is null), values are JSON.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Data, RecordBatch, Vector } from 'apache-arrow';
import type { Column, Columns } from '../model/columns.js';
import type { Value } from '../model/schema.js';
import { arrowData, dictionaryData } from './arrow/data.js';
import { arrow } from './arrow/library.js';
import { arrowStream } from './arrow/stream.js';
import { dictionaryOf } from './arrow/text.js';
import { DamagedError } from './damaged.js';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

const SHA256_BYTES = 32;
const INDEX_BYTES = 4;

/** 1 MB: each thread keeps the memory of a window that it ever used. The default, 4 MB, makes parts some 3 % smaller. */
const WINDOW_BITS = 20;

/** By the default, 16 KB, a part comes in a thousand pieces. */
const CHUNK_BYTES = 2 ** 20;

/** Far above any part (262,144 rows take some 10 MB): damage must not fill the memory. */
const MAX_BYTES = 2 ** 30;

/** The tables as one part; the fastest Brotli, for it is read once. One table after another, for the sake of memory. */
export async function encodePart(tables: Readonly<Record<string, Columns>>): Promise<Uint8Array> {
  const streams: Buffer[] = [];
  const sizes: [string, number][] = [];
  for (const [name, table] of Object.entries(tables)) {
    const stream = await compressed(tableStream(table));
    streams.push(stream);
    sizes.push([name, stream.length]);
  }
  const index = Buffer.from(JSON.stringify(sizes));
  const indexBytes = Buffer.alloc(INDEX_BYTES);
  indexBytes.writeUInt32LE(index.length);
  const content = Buffer.concat([...streams, index, indexBytes]);
  return Buffer.concat([content, sha256(content)]);
}

/** What {@link encodePart} was given, or of it the `wanted` tables. Damaged bytes are a {@link DamagedError}, never other tables. */
export async function decodePart(
  bytes: Uint8Array,
  wanted: (table: string) => boolean = () => true,
): Promise<Record<string, Columns>> {
  const tables: Record<string, Columns> = {};
  for (const [table, stream] of streamsOf(bytes)) if (wanted(table)) tables[table] = await tableOf(stream);
  return tables;
}

function streamsOf(bytes: Uint8Array): [string, Buffer][] {
  const end = bytes.length - SHA256_BYTES;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(0, end));
  if (end < INDEX_BYTES || !sha256(content).equals(bytes.subarray(end))) {
    throw new DamagedError('a staged part', new Error('its checksum is another'));
  }
  const indexEnd = end - INDEX_BYTES;
  const index = content.toString('utf8', indexEnd - content.readUInt32LE(indexEnd), indexEnd);
  const streams: [string, Buffer][] = [];
  let at = 0;
  for (const [table, size] of JSON.parse(index) as [string, number][]) {
    streams.push([table, content.subarray(at, at + size)]);
    at += size;
  }
  return streams;
}

async function tableOf(stream: Buffer): Promise<Columns> {
  const bytes = await decompress(stream, { maxOutputLength: MAX_BYTES, chunkSize: CHUNK_BYTES });
  const [batch] = [...arrow.RecordBatchReader.from(bytes)] as [RecordBatch];
  const columns = batch.schema.fields.map(({ name }, at) => [name, columnOf(batch.getChildAt(at) as Vector)]);
  return { rows: batch.numRows, columns: Object.fromEntries(columns) };
}

async function compressed(stream: Uint8Array): Promise<Buffer> {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = {
    [BROTLI_PARAM_QUALITY]: 1,
    [BROTLI_PARAM_LGWIN]: WINDOW_BITS,
    [BROTLI_PARAM_SIZE_HINT]: stream.length,
  };
  return await compress(stream, { params, chunkSize: CHUNK_BYTES });
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function tableStream({ rows, columns }: Columns): Uint8Array {
  const data = Object.entries(columns).map(([column, values]) => [column, partData(values)]);
  return arrowStream(rows, Object.fromEntries(data));
}

function partData(column: Column): Data {
  switch (column.kind) {
    case 'codes':
      return dictionaryData(column);
    case 'numbers':
      return arrow.makeData({ type: new arrow.Float64(), data: column.numbers.slice() });
    case 'values':
      return arrowData('string', { kind: 'values', values: column.values.map(jsonOf) });
  }
}

function jsonOf(value: Value | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function columnOf(vector: Vector): Column {
  const [data] = vector.data as [Data];
  if (arrow.DataType.isFloat(data.type)) return { kind: 'numbers', numbers: data.values };
  if (arrow.DataType.isDictionary(data.type))
    return { kind: 'codes', dictionary: dictionaryOf(data), codes: codesOf(data) };
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
