/** Arrow IPC streams: one record batch with its schema and dictionaries. */
import type { Data } from 'apache-arrow';
import { arrow } from './library.js';

/** One IPC stream of one record batch. */
export function arrowStream(rows: number, columns: Readonly<Record<string, Data>>): Uint8Array {
  const fields = Object.entries(columns).map(([name, { type }]) => new arrow.Field(name, type, true));
  const schema = new arrow.Schema(fields);
  const data = new arrow.Data(new arrow.Struct(fields), 0, rows, 0, undefined, Object.values(columns));
  const writer = new arrow.RecordBatchStreamWriter();
  writer.write(new arrow.RecordBatch(schema, data));
  writer.finish();
  return writer.toUint8Array(true);
}
