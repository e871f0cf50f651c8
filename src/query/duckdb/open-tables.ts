/** The tables and views of a lake over files of the local file system, and the engine that asks them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommittedRun } from '../../lake/runs.js';
import type { TableSchema } from '../../model/schema.js';
import { DERIVED_TABLES, runs as runsTable, TABLES } from '../../model/tables.js';
import { isTooLarge } from '../../tables/parquet/footer.js';
import type { Cell, QueryEngine, QueryOptions } from '../engine/engine.js';
import type { Bound } from '../question/bind.js';
import { datesSql, lakeDateOf, viewDates } from '../sql/lake-dates.js';
import { readViews, type View } from '../sql/views.js';
import { AskedViews } from './asked-views.js';
import { type Database, openDatabase } from './database.js';
import { isDuckdbError, reported } from './failure.js';
import { groupsOf } from './files/file-groups.js';
import { footerAt, unreadable } from './files/footers.js';
import type { DamagedRun, PlacedFile } from './files/readable-files.js';
import { copyCsv, readLines } from './lines.js';
import { copyParquet } from './parquet.js';
import { filesRead } from './plan.js';
import { fillTable } from './rows.js';
import { DuckdbScratch } from './scratch.js';
import { runSelect } from './statement.js';
import { exactPath, type FileGroup, MACROS, RAW_SCHEMA_SQL, tableView } from './tables.js';

export interface DuckdbEngine extends QueryEngine {
  readonly name: 'duckdb';
  /** Committed runs that are not as they were written; nothing of them is shown. */
  readonly damaged: readonly DamagedRun[];
  /** Writes the rows of one SELECT as Parquet to a path that the fence allows; a failure may leave a part of the file. */
  writeParquet(sql: string, path: string, options?: QueryOptions): Promise<void>;
  /** Keys of the files that a statement would read. */
  reads(sql: string, parameters: readonly Cell[]): Promise<string[]>;
  /** Of a bucket: what of these files a statement that reads them would have to copy first. */
  readonly toCopy?: (keys: ReadonlySet<string>) => Promise<ToCopy>;
}

export interface ToCopy {
  readonly files: number;
  readonly bytes: number;
  /** Where copies go; it need not be there yet. */
  readonly folder: string;
}

export interface DuckdbOptions {
  /** False: the tables alone. */
  readonly views?: boolean;
  /** Files besides those of the lake that statements may write: absolute paths. */
  readonly writes?: readonly string[];
  /** A folder of which {@link showDerived} may show files, absolute. */
  readonly keptIn?: string;
  /** Settings of DuckDB besides those of every database. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Lake {
  /** The folder in which the files lie, absolute. */
  readonly root: string;
  readonly runs: readonly CommittedRun[];
  readonly files: readonly PlacedFile[];
}

export interface OpenTables {
  readonly database: Database;
  readonly views: AskedViews;
  files: readonly PlacedFile[];
  /** Runs with a file that cannot be shown. */
  readonly damaged: readonly DamagedRun[];
}

/** Bytes of files: below this, to share work among threads costs more than it saves (bench/results/2026-11.md). */
const FEW_BYTES = 10e6;

/** DuckDB's own default, a thread a core, for all lakes but small ones. */
function threadsFor(files: readonly PlacedFile[]): Readonly<Record<string, string>> {
  return files.reduce((sum, { bytes }) => sum + bytes, 0) < FEW_BYTES ? { threads: '1' } : {};
}

export async function openTables(
  { root, runs, files }: Lake,
  { views = true, writes = [], keptIn, settings }: DuckdbOptions,
): Promise<OpenTables> {
  const damaged: DamagedRun[] = [];
  let shown: readonly View[] = [];
  const prepare = async (connection: DuckDBConnection): Promise<void> => {
    damaged.push(...(await makeTables(connection, root, files)));
    await fillTable(connection, runsTable, withoutDamaged(runs, damaged));
    if (!views) return;
    for (const sql of MACROS) await connection.run(sql);
    shown = await viewsOver(connection);
  };
  const all = [...files.map(({ path }) => path), ...writes];
  const folders = keptIn === undefined ? [] : [`${keptIn}/`];
  const database = await openDatabase(all, prepare, { ...threadsFor(files), ...settings }, folders);
  return { database, views: new AskedViews(shown), files, damaged };
}

/** Takes the name of a table from a text, which a statement may put together. */
const BY_TEXT = 'query_table';

export function engineOn(tables: OpenTables): DuckdbEngine {
  const { database, views, damaged } = tables;
  const scratch = new DuckdbScratch(database.connect);
  /** Begins to run a statement on a connection of its own, once what it keeps is written. */
  const keeping = <T>(
    statement: Bound,
    options: QueryOptions,
    start: (connection: DuckDBConnection, bound: Bound) => Promise<T>,
  ): Promise<T> =>
    onViews(tables, statement.sql, (connect) =>
      scratch.with(statement, options, async (bound) => start(await connect(), bound)),
    );
  return {
    name: 'duckdb',
    damaged,
    query: (sql, parameters, options = {}) =>
      keeping({ sql, parameters }, options, (connection, bound) => runSelect(connection, bound, options)),
    writeCsv: (sql, parameters, path, options = {}) =>
      keeping({ sql, parameters }, options, (connection, bound) => copyCsv(connection, bound, path, options)),
    lines: (sql, parameters, format, options = {}) =>
      keeping({ sql, parameters }, options, (connection, bound) => readLines(connection, bound, format, options)),
    writeParquet: (sql, path, options = {}) =>
      keeping({ sql, parameters: [] }, options, (connection, bound) =>
        copyParquet(connection, bound.sql, path, options),
      ),
    reads: async (sql, parameters) => {
      const words = views.wordsIn(sql);
      const { files } = tables;
      const read = await onViews(tables, sql, async (connect) => {
        const connection = await connect();
        const named = words.has(BY_TEXT) ? files : files.filter(({ table }) => words.has(table));
        return filesRead(connection, { sql, parameters }, named).finally(() => connection.closeSync());
      });
      return [...read].map(({ key }) => key);
    },
    close: database.close,
  };
}

/** Work on connections that see what the statement names; on such that see all, where a name of it is not there. */
async function onViews<T>(
  { database: { connect }, views }: OpenTables,
  sql: string,
  work: (connect: Database['connect']) => Promise<T>,
): Promise<T> {
  try {
    await views.make(sql, connect);
  } catch (error) {
    throw reported(error, 'Cannot make the views of the lake');
  }
  return await work(connect).catch(async (error) => {
    if (!lacksName(error)) throw error;
    await views.makeAll(connect);
    return await work(connect);
  });
}

/** DuckDB tells the nearest of the names that are there, so all must be. */
function lacksName(error: unknown): boolean {
  return error instanceof Error && /(?:^|: )Catalog Error: /.test(error.message);
}

export function withoutDamaged(runs: readonly CommittedRun[], damaged: readonly DamagedRun[]): CommittedRun[] {
  const ids = new Set(damaged.map(({ runId }) => runId));
  return runs.filter((run) => !ids.has(run.run_id));
}

/** A view a table over its files; the runs of which a file is not as declared, or unpacks to too much, are told. */
export async function makeTables(
  connection: DuckDBConnection,
  root: string,
  files: readonly PlacedFile[],
): Promise<DamagedRun[]> {
  const damaged = unreadable(files.filter(({ isDerived }) => isDerived !== true));
  const unread = new Set(damaged.map(({ runId }) => runId));
  await connection.run(RAW_SCHEMA_SQL);
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    const own = files.filter((file) => file.table === table.name && !unread.has(file.runId));
    const found = await groupsOf(connection, table, own);
    damaged.push(...found.damaged);
    await connection.run(tableView(table, root, found.groups));
  }
  await makeDerived(connection, root, files);
  return damaged;
}

/** What is no Parquet, or not of its table, is as if it were not there: it can be rebuilt. */
async function makeDerived(connection: DuckDBConnection, root: string, files: readonly PlacedFile[]): Promise<void> {
  for (const table of DERIVED_TABLES) {
    const own = files.filter((file) => file.table === table.name);
    try {
      await connection.run(tableView(table, root, groupsByFooter(table, own)));
    } catch (error) {
      if (!isDuckdbError(error)) throw error;
      await connection.run(tableView(table, root, []));
    }
  }
}

/** Shows other files of derived tables from the next statement on; those of the runs stay. */
export async function showDerived(tables: OpenTables, root: string, files: readonly PlacedFile[]): Promise<void> {
  const connection = await tables.database.connect();
  try {
    await makeDerived(connection, root, files);
    tables.files = files;
  } finally {
    connection.closeSync();
  }
}

/** The files with all columns of the table that are never null, in groups of the same columns and folder. */
function groupsByFooter({ columns: declared }: TableSchema, files: readonly PlacedFile[]): FileGroup[] {
  const groups = new Map<string, FileGroup & { paths: string[] }>();
  for (const { path, root } of files) {
    const footer = footerAt(path);
    if (footer === undefined || isTooLarge(footer)) continue;
    const columns = Object.keys(declared).filter((name) => footer.columns.has(name));
    if (Object.entries(declared).some(([name, { required }]) => required && !footer.columns.has(name))) continue;
    const key = JSON.stringify([root, ...columns]);
    const group = groups.get(key) ?? { columns: new Set(columns), paths: [], root };
    groups.set(key, group);
    group.paths.push(exactPath(path));
  }
  return [...groups.values()];
}

/** The views, with the dates of the runs that the connection has as a table. */
export async function viewsOver(connection: DuckDBConnection): Promise<View[]> {
  const dates = (await connection.runAndReadAll(datesSql())).getRowsJS().map((row) => lakeDateOf(row as Cell[]));
  return readViews(viewDates(dates));
}
