/** An answer as a Parquet file. */

import { resolve } from 'node:path';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS, timeOf } from '../../model/days.js';
import type { Cell, QueryOptions, ResultColumn, SqlType } from '../engine/engine.js';
import type { Rows } from '../format/writer.js';
import { literal } from '../question/bind.js';
import { duckdb } from './client.js';
import { openDatabase } from './database.js';
import { failed } from './failure.js';
import { stoppable } from './statement.js';

/** Writes what any engine answered to `path` (ZSTD, times as TIMESTAMP in UTC). A failure may leave a part of the file. */
export async function writeParquet(
  path: string,
  columns: readonly ResultColumn[],
  pages: AsyncIterable<Rows>,
): Promise<void> {
  const place = resolve(path);
  const database = await openDatabase([place]);
  const connection = await database.connect();
  try {
    const declared = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${type}`);
    await connection.run(`CREATE TABLE answer (${declared.join(', ')})`);
    const appender = await connection.createAppender('answer');
    for await (const page of pages) for (const row of page) append(appender, columns, row);
    appender.closeSync();
    await connection.run(`COPY answer TO ${literal(place)} (FORMAT parquet, COMPRESSION zstd)`);
  } finally {
    connection.closeSync();
    await database.close();
  }
}

/** Writes the rows of one SELECT to `path`, in its order, without a cell that goes through JavaScript; as above. */
export async function copyParquet(
  connection: DuckDBConnection,
  sql: string,
  path: string,
  { signal }: QueryOptions,
): Promise<void> {
  const done = stoppable(connection, signal);
  try {
    await connection.run(`COPY (${sql}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`);
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}

function append(appender: DuckDBAppender, columns: readonly ResultColumn[], row: readonly Cell[]): void {
  for (const [at, { type }] of columns.entries()) {
    const cell = row[at] ?? null;
    if (cell === null) appender.appendNull();
    else APPEND[type](appender, cell);
  }
  appender.endRow();
}

const APPEND: Readonly<Record<SqlType, (appender: DuckDBAppender, cell: Exclude<Cell, null>) => void>> = {
  varchar: (appender, cell) => appender.appendVarchar(String(cell)),
  integer: (appender, cell) => appender.appendInteger(Number(cell)),
  bigint: (appender, cell) => appender.appendBigInt(BigInt(cell)),
  double: (appender, cell) => appender.appendDouble(Number(cell)),
  boolean: (appender, cell) => appender.appendBoolean(Boolean(cell)),
  date: (appender, cell) => appender.appendDate(new duckdb.DuckDBDateValue(timeOf(String(cell)) / DAY_MS)),
  timestamp: (appender, cell) =>
    appender.appendTimestamp(new duckdb.DuckDBTimestampValue(BigInt(timeOf(String(cell))) * 1000n)),
};
