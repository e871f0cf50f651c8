/** The baseline: what a program writes that makes an object a row and appends it, in order of arrival. */
import parquetjs from 'parquetjs-lite';

export async function baselineBytes(rows: Iterable<Record<string, unknown>>): Promise<number> {
  const text = { type: 'UTF8', optional: true, compression: 'GZIP' } as const;
  const schema = new parquetjs.ParquetSchema({
    run_id: { ...text },
    account_id: { ...text },
    principal_arn: { ...text },
    service_namespace: { ...text },
    action_name: { ...text },
    last_accessed_at: { ...text, type: 'TIMESTAMP_MILLIS' },
    last_accessed_region: { ...text },
    last_accessed_entity_arn: { ...text },
  });
  let bytes = 0;
  const sink = {
    write(piece: Uint8Array, done: () => void) {
      bytes += piece.length;
      done();
    },
    end(done: () => void) {
      done();
    },
  };
  const writer = await parquetjs.ParquetWriter.openStream(schema, sink, {});
  for (const row of rows) await writer.appendRow(row);
  await writer.close();
  return bytes;
}
