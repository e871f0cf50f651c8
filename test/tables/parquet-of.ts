import type { Columns } from '../../src/model/columns.js';
import type { Row, TableSchema } from '../../src/model/schema.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import type { Encoder } from '../../src/tables/encoder.js';
import type { AnyRow } from './arbitrary-rows.js';

/** The whole file of an encoder, each element of `groups` one row group. */
export async function parquetOf(
  encoder: Encoder,
  table: TableSchema,
  groups: readonly (readonly AnyRow[])[],
): Promise<Uint8Array> {
  return parquetOfColumns(
    encoder,
    table,
    groups.map((rows) => columnsOf(table, rows as readonly Row<TableSchema>[])),
  );
}

export async function parquetOfColumns(
  encoder: Encoder,
  table: TableSchema,
  groups: readonly Columns[],
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of encoder.encode(table, streamOf(groups))) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function* streamOf<T>(elements: Iterable<T>): AsyncGenerator<T, void, void> {
  yield* elements;
}
