/** Questions on embedded DuckDB, over the committed files of a folder. */
import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Commits, type CommittedRun, readCommits } from '../../lake/runs.js';
import { UserError } from '../../model/errors.js';
import { runs as runsTable, TABLES } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import type { Cell, QueryEngine } from '../engine.js';
import { datesSql, lakeDateOf, viewDates } from '../lake-dates.js';
import { readViews } from '../views.js';
import { type Database, openDatabase } from './database.js';
import { reported } from './failure.js';
import { groupsOf } from './file-groups.js';
import { filesRead } from './plan.js';
import { type DamagedRun, type LakeFile, type LakeView, lakeFiles } from './readable-files.js';
import { fillTable } from './rows.js';
import { runSelect } from './statement.js';
import { MACROS, tableView } from './tables.js';

export interface DuckdbEngine extends QueryEngine {
  readonly name: 'duckdb';
  /** Committed runs that are not as they were written; nothing of them is shown. */
  readonly damaged: readonly DamagedRun[];
  /** Keys of the files that a statement would read. */
  reads(sql: string, parameters: readonly Cell[]): Promise<string[]>;
}

export interface DuckdbOptions {
  /** False: the tables alone. */
  readonly views?: boolean;
  /** Files besides those of the lake that statements may write: absolute paths. */
  readonly writes?: readonly string[];
}

/**
 * Opens the lake of a folder, as it is now: later commits are not seen. No statement reads or writes a file besides
 * those of committed runs and `writes`. Fails with a UserError where the lake cannot be read.
 */
export async function duckdbEngine(
  store: Pick<Store, 'location' | 'list' | 'get'>,
  options: DuckdbOptions = {},
): Promise<DuckdbEngine & Pick<Commits, 'malformed'>> {
  const { runs, malformed } = await readCommits(store);
  return { ...(await openRuns(store, runs, options)), malformed };
}

/** {@link duckdbEngine} of some of the committed runs alone. */
export async function openRuns(
  store: LakeView,
  runs: readonly CommittedRun[],
  options: DuckdbOptions = {},
): Promise<DuckdbEngine> {
  return engineOn(await openTables(store, runs, options));
}

interface OpenTables {
  readonly database: Database;
  readonly files: readonly PlacedFile[];
  readonly damaged: readonly DamagedRun[];
}

interface PlacedFile extends LakeFile {
  /** Absolute. */
  readonly path: string;
}

/** The tables and views of {@link openRuns}, not yet as an engine. */
export async function openTables(
  store: LakeView,
  runs: readonly CommittedRun[],
  { views = true, writes = [] }: DuckdbOptions = {},
): Promise<OpenTables> {
  if (store.location.startsWith('s3://')) throw notAFolder(store.location);
  const root = resolve(store.location);
  const { files: found, damaged } = await lakeFiles(store, runs);
  const files = found.map((file) => ({ ...file, path: `${root}/${file.key}` }));
  try {
    const database = await openDatabase([...files.map(({ path }) => path), ...writes], async (connection) => {
      damaged.push(...(await makeTables(connection, root, files)));
      await showRuns(connection, whole(runs, damaged), views);
    });
    return { database, files, damaged };
  } catch (error) {
    throw reported(error, `Cannot read the lake "${store.location}"`);
  }
}

export function engineOn({ database, files, damaged }: OpenTables): DuckdbEngine {
  return {
    name: 'duckdb',
    damaged,
    query: async (sql, parameters, options = {}) => runSelect(await database.connect(), sql, parameters, options),
    reads: async (sql, parameters) => {
      const connection = await database.connect();
      const read = await filesRead(connection, sql, parameters, files).finally(() => connection.closeSync());
      return [...read].map(({ key }) => key);
    },
    close: database.close,
  };
}

function notAFolder(location: string): UserError {
  return new UserError(`Cannot ask "${location}" with DuckDB: it reads folders alone.`, {
    hint: 'Ask with --engine athena, or copy the lake to a folder.',
  });
}

function whole(runs: readonly CommittedRun[], damaged: readonly DamagedRun[]): CommittedRun[] {
  const lost = new Set(damaged.map(({ runId }) => runId));
  return runs.filter((run) => !lost.has(run.run_id));
}

/** A view a table over its files; the runs of which a file lacks a column are told. */
async function makeTables(
  connection: DuckDBConnection,
  root: string,
  files: readonly LakeFile[],
): Promise<DamagedRun[]> {
  const damaged: DamagedRun[] = [];
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    const own = files.filter((file) => file.table === table.name);
    const found = await groupsOf(connection, table, root, own);
    damaged.push(...found.damaged);
    await connection.run(tableView(table, root, found.groups));
  }
  return damaged;
}

/** The runs as a table, and the views over all tables. Rows of other runs show in no view. */
async function showRuns(connection: DuckDBConnection, runs: readonly CommittedRun[], views: boolean): Promise<void> {
  await fillTable(connection, runsTable, runs);
  if (!views) return;
  const dates = (await connection.runAndReadAll(datesSql())).getRowsJS().map((row) => lakeDateOf(row as Cell[]));
  for (const sql of [...MACROS, ...readViews(viewDates(dates)).map((view) => view.sql)]) await connection.run(sql);
}
