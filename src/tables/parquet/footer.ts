/** The footer of a Parquet file. Field ids: parquet-format's src/main/thrift/parquet.thrift. */
import { DamagedError } from '../damaged.js';
import { readStruct, type ThriftStruct } from './thrift.js';

/** Length of the footer and the magic word again. */
const TAIL_BYTES = 8;

/** Ids of the fields of FileMetaData. */
export const FILE_FIELDS = { rows: 3, rowGroups: 4 } as const;

export function readFooter(bytes: Uint8Array): ThriftStruct {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - TAIL_BYTES, TAIL_BYTES);
  const end = bytes.length - TAIL_BYTES;
  return readStruct(bytes.subarray(end - tail.readUInt32LE(0), end));
}

/** How many rows a Parquet file says it holds. Bytes that are no such file are a {@link DamagedError}. */
export function rowsInFile(bytes: Uint8Array): number {
  try {
    const rows = readFooter(bytes).get(FILE_FIELDS.rows)?.value;
    if (typeof rows === 'number') return rows;
  } catch (error) {
    throw new DamagedError('a Parquet file', error);
  }
  throw new DamagedError('a Parquet file', new TypeError('its footer has no number of rows'));
}
