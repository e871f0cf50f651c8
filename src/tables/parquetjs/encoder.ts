/** Columns to Parquet in JavaScript alone, by parquetjs-lite: a row at a time, GZIP, no dictionaries. */
import parquetjs, { type FieldDefinition, type ParquetSchema } from 'parquetjs-lite';
import type { Column, Columns } from '../../model/columns.js';
import type { ColumnType, TableSchema } from '../../model/schema.js';
import { wholeGroup } from '../columns/complete.js';
import type { Encoder } from '../encoder.js';
import { type Cell, cellsOf } from './cells.js';

export function parquetjsEncoder(): Encoder {
  return { name: 'parquetjs', encode };
}

async function* encode(table: TableSchema, groups: AsyncIterable<Columns>): AsyncGenerator<Uint8Array, void, void> {
  const written: Uint8Array[] = [];
  const writer = await parquetjs.ParquetWriter.openStream(schemaOf(table), sinkInto(written), {
    // Trino cannot read the page index that parquetjs-lite writes.
    pageIndex: false,
    // Pages of version 2 count the values of a list as rows.
    useDataPageV2: false,
  });
  for await (const group of groups) {
    if (group.rows === 0) continue;
    writer.setRowGroupSize(group.rows);
    for (const row of rowsOf(table, group)) await writer.appendRow(row);
    yield* written.splice(0);
  }
  await writer.close();
  yield* written.splice(0);
}

function sinkInto(written: Uint8Array[]) {
  return {
    write(bytes: Uint8Array, done: () => void) {
      written.push(bytes);
      done();
    },
    end(done: () => void) {
      done();
    },
  };
}

function* rowsOf(table: TableSchema, group: Columns): Generator<Record<string, Cell>, void, void> {
  const { rows, columns } = wholeGroup(table, group);
  const cells = Object.entries(table.columns).map(([name, { type }]) => {
    return [name, cellsOf(type, columns[name] as Column)] as const;
  });
  for (let row = 0; row < rows; row++) {
    const record: Record<string, Cell> = {};
    for (const [name, cellAt] of cells) record[name] = cellAt(row);
    yield record;
  }
}

function schemaOf(table: TableSchema): ParquetSchema {
  const compression = table.isUncompressed ? { compression: 'UNCOMPRESSED' } : {};
  const fields = Object.entries(table.columns).map(([name, { type }]) => [name, { ...FIELDS[type], ...compression }]);
  return new parquetjs.ParquetSchema(structuredClone(Object.fromEntries(fields)));
}

const TEXT: FieldDefinition = { type: 'UTF8', optional: true, compression: 'GZIP' };

/** Lists and maps as groups of three levels, as the Parquet format wants them. */
const FIELDS: Readonly<Record<ColumnType, FieldDefinition>> = {
  string: TEXT,
  int: { ...TEXT, type: 'INT32' },
  bigint: { ...TEXT, type: 'INT64' },
  boolean: { ...TEXT, type: 'BOOLEAN' },
  timestamp: { ...TEXT, type: 'TIMESTAMP_MILLIS' },
  'list<string>': { type: 'LIST', optional: true, fields: { list: { repeated: true, fields: { element: TEXT } } } },
  'map<string,string>': {
    type: 'MAP',
    optional: true,
    fields: { key_value: { repeated: true, fields: { key: { ...TEXT, optional: false }, value: TEXT } } },
  },
};
