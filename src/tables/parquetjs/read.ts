/** Reads what parquetjs-lite wrote, where WebAssembly is missing. */
import parquetjs from 'parquetjs-lite';

/** Of the rows of a file the columns that are named, flat ones; integers and times (ms since 1970) as bigint or number. Throws what parquetjs-lite throws. */
export async function readFlatRows(bytes: Uint8Array, columns: readonly string[]): Promise<Record<string, unknown>[]> {
  const reader = await parquetjs.ParquetReader.openBuffer(Buffer.from(bytes), { rawStatistics: true });
  // parquetjs-lite cannot make Dates of its own times (bigints since Node 10); without the name they stay bigints.
  for (const field of reader.schema.fieldList) if (field.originalType === 'TIMESTAMP_MILLIS') delete field.originalType;
  const cursor = reader.getCursor(columns.map((name) => [name]));
  const rows: Record<string, unknown>[] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push(row);
  await reader.close();
  return rows;
}
