/** Parquet files read back by DuckDB, which shares no code with either encoder. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ColumnType, TableSchema } from '../../src/model/schema.js';
import type { AnyRow } from './arbitrary-rows.js';

export interface Reader {
  /** The rows in the order of the file, times as ms since 1970 in UTC. */
  rows(table: TableSchema, file: Uint8Array): Promise<AnyRow[]>;
  /** The answer to `sql`, in which `FILE` is the file. */
  query(sql: string, file: Uint8Array): Promise<Record<string, DuckDBValue>[]>;
  close(): Promise<void>;
}

export async function openReader(timeZone: string): Promise<Reader> {
  const folder = await mkdtemp(join(tmpdir(), 'tables-'));
  let files = 0;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = '${timeZone}'`);
  const query = async (sql: string, file: Uint8Array) => {
    // Another path each: DuckDB keeps what it read, and knows a file by its path and times.
    files += 1;
    const path = join(folder, `${files}.parquet`);
    await writeFile(path, file);
    return records(connection, sql.replaceAll('FILE', `'${path}'`));
  };
  return {
    rows: async (table, file) =>
      (await query(`SELECT ${selectList(table)} FROM read_parquet(FILE)`, file)).map((record) => plain(table, record)),
    query,
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}

async function records(connection: DuckDBConnection, sql: string): Promise<Record<string, DuckDBValue>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects();
}

/**
 * epoch_ms takes TIMESTAMP and TIMESTAMPTZ alike, and means UTC by both. Texts come as bytes, for DuckDB's
 * client for Node loses a byte order mark.
 */
function selectList(table: TableSchema): string {
  const columns = Object.entries(table.columns).map(([name, { type }]) => {
    if (type === 'timestamp') return `epoch_ms("${name}") AS "${name}"`;
    return type === 'string' ? `encode("${name}") AS "${name}"` : `"${name}"`;
  });
  return columns.join(', ');
}

function plain(table: TableSchema, record: Record<string, DuckDBValue>): AnyRow {
  const cells = Object.entries(table.columns).map(([name, { type }]) => [name, plainCell(type, record[name] ?? null)]);
  return Object.fromEntries(cells);
}

function plainCell(type: ColumnType, value: DuckDBValue) {
  if (value === null) return null;
  if (type === 'bigint' || type === 'timestamp') return Number(value);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString();
  if (value instanceof DuckDBListValue) return value.items;
  if (value instanceof DuckDBMapValue) return Object.fromEntries(value.entries.map(({ key, value }) => [key, value]));
  return value;
}
