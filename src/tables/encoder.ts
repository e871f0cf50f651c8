import type { Columns } from '../model/columns.js';
import type { TableSchema } from '../model/schema.js';

export type EncoderName = 'arrow' | 'parquetjs';

/** Writes a table as one Parquet file. */
export interface Encoder {
  readonly name: EncoderName;
  /**
   * One Parquet file, streamed; each element of `groups` becomes one row group and holds every column of
   * the table. Memory is one row group. A file without row groups is a valid file of no rows.
   */
  encode(table: TableSchema, groups: AsyncIterable<Columns>): AsyncIterable<Uint8Array>;
}
