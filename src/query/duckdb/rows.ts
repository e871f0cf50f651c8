/** Rows of JavaScript as a table of DuckDB. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { TableSchema, Value } from '../../model/schema.js';
import { RAW_SCHEMA, rawName } from '../sql/raw-tables.js';
import { duckdb } from './client.js';
import { DUCKDB_TYPES } from './tables.js';

/** Makes a table and fills it. For tables without lists and maps; times are ms since 1970 in UTC. */
export async function fillTable(
  connection: DuckDBConnection,
  table: TableSchema,
  rows: readonly object[],
): Promise<void> {
  const columns = Object.entries(table.columns);
  const declared = columns.map(([name, { type }]) => `"${name}" ${DUCKDB_TYPES[type]}`);
  await connection.run(`CREATE TABLE ${rawName(table)} (${declared.join(', ')})`);
  const appender = await connection.createAppender(table.name, RAW_SCHEMA);
  for (const row of rows as readonly Readonly<Record<string, Value | null>>[]) {
    for (const [name, { type }] of columns) append(appender, type, row[name] ?? null);
    appender.endRow();
  }
  appender.closeSync();
}

function append(appender: DuckDBAppender, type: string, value: Value | null): void {
  if (value === null) appender.appendNull();
  else if (type === 'int') appender.appendInteger(Number(value));
  else if (type === 'bigint') appender.appendBigInt(BigInt(Number(value)));
  else if (type === 'timestamp')
    appender.appendTimestamp(new duckdb.DuckDBTimestampValue(BigInt(Number(value)) * 1000n));
  else if (type === 'boolean') appender.appendBoolean(Boolean(value));
  else appender.appendVarchar(String(value));
}
