/** Arrow IPC streams: one record batch with its schema and dictionaries. */
import { Data, Field, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';

/** One IPC stream of one record batch. */
export function arrowStream(rows: number, columns: Readonly<Record<string, Data>>): Uint8Array {
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  const schema = new Schema(fields);
  const data = new Data(new Struct(fields), 0, rows, 0, undefined, Object.values(columns));
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, data));
  writer.finish();
  return writer.toUint8Array(true);
}
