/** Questions on embedded DuckDB: over a folder, or over S3 where its extensions are to be had. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { Interrupted, UserError } from '../../model/errors.js';
import { runs, TABLES } from '../../model/tables.js';
import type { Cell, QueryEngine, QueryOptions, QueryResult, ResultColumn } from '../engine.js';
import { datesSql, lakeDateOf, viewDates } from '../lake-dates.js';
import { readViews } from '../views.js';
import { cellsOf, sqlTypeOf } from './cells.js';
import { type DamagedRun, type LakeFile, type LakeView, lakeFiles, type RunFiles } from './readable-files.js';
import { openS3 } from './s3.js';
import { exactPath, type FileGroup, MACROS, tableView } from './tables.js';

export interface DuckdbEngine extends QueryEngine {
  readonly name: 'duckdb';
  /** Committed runs that lost a file since; nothing of them is shown. */
  readonly damaged: readonly DamagedRun[];
}

/**
 * Opens the lake of a store, as it is now: its tables, and its views unless none are wanted. Later commits are not seen.
 * Fails with a UserError where the lake cannot be read.
 */
export async function duckdbEngine(store: LakeView, { views = true } = {}): Promise<DuckdbEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    preserve_insertion_order: 'false',
  });
  const setup = await instance.connect();
  try {
    const damaged = await openLake(setup, store, views);
    return {
      name: 'duckdb',
      damaged,
      query: async (sql, parameters, options = {}) => runQuery(await instance.connect(), sql, parameters, options),
      close: async () => instance.closeSync(),
    };
  } catch (error) {
    instance.closeSync();
    throw reported(error, `Cannot read the lake "${store.location}"`);
  } finally {
    setup.closeSync();
  }
}

async function openLake(connection: DuckDBConnection, store: LakeView, views: boolean): Promise<DamagedRun[]> {
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  if (store.location.startsWith('s3://')) await openS3((sql) => connection.run(sql));
  const committed = await readRuns(connection, store);
  const { files, damaged } = await lakeFiles(store, committed);
  for (const { runId } of damaged) await connection.run('DELETE FROM runs WHERE run_id = ?', [runId]);
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    const own = files.filter((file) => file.table === table.name);
    await connection.run(tableView(table, await groupsOf(connection, store, own)));
  }
  if (!views) return damaged;
  const dates = (await connection.runAndReadAll(datesSql())).getRowsJS().map((row) => lakeDateOf(row as Cell[]));
  for (const sql of [...MACROS, ...readViews(viewDates(dates)).map((view) => view.sql)]) await connection.run(sql);
  return damaged;
}

/** The commits are many small files: they are read once, into memory. */
async function readRuns(connection: DuckDBConnection, store: LakeView): Promise<RunFiles[]> {
  const paths: string[] = [];
  for await (const { key } of store.list('runs/')) if (key.endsWith('.parquet')) paths.push(placeOf(store, key));
  const groups = paths.length > 0 ? [{ paths, columns: await columnsOf(connection, paths) }] : [];
  await connection.run(tableView({ ...runs, name: 'committed' }, groups));
  await connection.run('CREATE TABLE runs AS SELECT * FROM committed');
  await connection.run('DROP VIEW committed');
  const rows = await connection.runAndReadAll('SELECT run_id, snapshot_date, tool_version, manifest FROM runs');
  return rows.getRowObjectsJS() as unknown as RunFiles[];
}

/** Files that have the same columns: DuckDB reads those of a group from its first file. */
async function groupsOf(
  connection: DuckDBConnection,
  store: LakeView,
  files: readonly LakeFile[],
): Promise<FileGroup[]> {
  const byVersion = new Map<string, string[]>();
  for (const { toolVersion, key } of files) {
    byVersion.set(toolVersion, [...(byVersion.get(toolVersion) ?? []), placeOf(store, key)]);
  }
  const groups = new Map<string, FileGroup>();
  for (const paths of byVersion.values()) {
    const columns = await columnsOf(connection, paths.slice(0, 1));
    const known = [...columns].sort().join();
    groups.set(known, { columns, paths: [...(groups.get(known)?.paths ?? []), ...paths] });
  }
  return [...groups.values()];
}

async function columnsOf(connection: DuckDBConnection, paths: readonly string[]): Promise<Set<string>> {
  const list = paths.map(() => '?').join(', ');
  const sql = `DESCRIBE SELECT * FROM read_parquet([${list}], hive_partitioning = false, union_by_name = true)`;
  const rows = await connection.runAndReadAll(sql, [...paths]);
  return new Set(rows.getRows().map(([name]) => String(name)));
}

function placeOf(store: LakeView, key: string): string {
  return exactPath(`${store.location}/${key}`);
}

const againMs = 100;

async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Cell[],
  { signal }: QueryOptions,
): Promise<QueryResult> {
  let again: NodeJS.Timeout | undefined;
  const stop = (): void => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), againMs); // one that comes before the statement runs is lost
  };
  const done = (): void => {
    clearInterval(again);
    signal?.removeEventListener('abort', stop);
    connection.closeSync();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) throw signal.reason;
    const result = await connection.stream(sql, [...parameters], parameters.map(typeOfParameter));
    const columns = columnsOfResult(result);
    return { columns, pages: pagesOf(result, columns, done, signal) };
  } catch (error) {
    done();
    throw failed(error, signal);
  }
}

/** Whole numbers are integers, as they are written in SQL; JavaScript's own would be doubles. */
function typeOfParameter(cell: Cell): DuckDBType {
  if (typeof cell === 'number') return Number.isInteger(cell) ? INTEGER : DOUBLE;
  if (typeof cell === 'bigint') return BIGINT;
  return typeof cell === 'boolean' ? BOOLEAN : VARCHAR;
}

function columnsOfResult(result: DuckDBResult): ResultColumn[] {
  const types = result.columnTypes();
  return result.deduplicatedColumnNames().map((name, at) => {
    const type = types[at];
    if (!type) throw new Error(`Column "${name}" has no type`);
    return { name, type: sqlTypeOf(type) };
  });
}

async function* pagesOf(
  result: DuckDBResult,
  columns: readonly ResultColumn[],
  done: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  try {
    for await (const chunk of result) {
      const cells = columns.map(({ type }, at) => cellsOf(chunk.getColumnVector(at), type));
      const rows: Cell[][] = [];
      for (let row = 0; row < chunk.rowCount; row++) rows.push(cells.map((column) => column[row] as Cell));
      yield rows;
    }
  } catch (error) {
    throw failed(error, signal);
  } finally {
    done();
  }
}

function failed(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new Interrupted();
  return reported(error, 'Cannot run the SQL on DuckDB');
}

function reported(error: unknown, action: string): unknown {
  if (error instanceof UserError || error instanceof Interrupted || !isDuckdbError(error)) return error;
  return new UserError(`${action}: ${firstLine(error).replace(OF_THE_BINDING, '')}`, { cause: error });
}

/** What the binding for Node puts before the sentence of DuckDB. */
const OF_THE_BINDING = /^Failed to extract statements: /;

/** DuckDB's errors are plain, known by the kind that their message begins with. */
export function isDuckdbError(error: unknown): boolean {
  return error instanceof Error && /^[A-Z][A-Za-z ]+ Error: /.test(error.message.replace(OF_THE_BINDING, ''));
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
