/** `lake.duckdb`: the tables and views of a lake in a folder as a database of DuckDB, for other tools to open. */
import { lstat, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { OwnFolder } from '../../files/own-folder.js';
import type { CommittedRun } from '../../lake/runs.js';
import { systemEffects } from '../../model/effects.js';
import { UserError } from '../../model/errors.js';
import { ALL_TABLES, PARTITION_KEY, runs as runsTable } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { columnComment } from '../catalog/view-comments.js';
import { literal } from '../question/bind.js';
import { viewDates } from '../sql/lake-dates.js';
import { rawName } from '../sql/raw-tables.js';
import { readViews } from '../sql/views.js';
import { openDatabase } from './database.js';
import { reported } from './failure.js';
import { type DamagedRun, lakeFiles, refuseDamaged } from './files/readable-files.js';
import { type Lake, makeTables, viewsOver } from './open-tables.js';
import { fillTable } from './rows.js';
import { withoutMacros } from './tables.js';

const NAME = 'lake.duckdb';

/** Its path in the lake, absolute. */
function lakeFilePath({ location }: Pick<Store, 'location'>): string {
  return join(resolve(location), NAME);
}

/** Whether the lake has one, which commands that change the lake then renew. */
export async function hasLakeFile(store: Pick<Store, 'location'>): Promise<boolean> {
  return (await lstat(lakeFilePath(store)).catch(() => undefined)) !== undefined;
}

/**
 * Writes it over the files of `runs`, by their absolute paths, and what is derived of them; the one that is there is
 * replaced and never opened. Fails with a UserError where a run is damaged, where another program has it open to write,
 * and where something else has its name.
 */
export async function writeLakeFile(
  store: Pick<Store, 'location' | 'list'>,
  runs: readonly CommittedRun[],
): Promise<string> {
  const path = lakeFilePath(store);
  const root = resolve(store.location);
  const { files: found, damaged } = await lakeFiles(store, runs);
  refuseDamaged(store.location, damaged);
  const folder = new OwnFolder(
    root,
    { hint: 'Give the user that runs access-lake the right to write there.' },
    systemEffects,
  );
  await refuseTaken(folder, path);
  try {
    await folder.clean(systemEffects.now());
    const files = found.map((file) => ({ ...file, path: `${root}/${file.key}` }));
    const aside = await folder.aside(NAME);
    refuseDamaged(store.location, await makeDatabase(aside, { root, runs, files }));
    await folder.name(aside, NAME);
    return path;
  } catch (error) {
    throw notWritten(path, reported(error, `Cannot write ${JSON.stringify(path)}`));
  } finally {
    await folder.close();
  }
}

/** Makes the database file, and tells the runs with a file that cannot be shown. */
async function makeDatabase(path: string, { root, runs, files }: Lake): Promise<DamagedRun[]> {
  const damaged: DamagedRun[] = [];
  const own = [path, `${path}.wal`, `${path}.wal.checkpoint`];
  const database = await openDatabase([...files.map((file) => file.path), ...own], async (connection) => {
    await connection.run(`ATTACH ${literal(path)} AS made (STORAGE_VERSION 'v1.0.0')`);
    await connection.run('USE made');
    await connection.run('BEGIN');
    damaged.push(...(await makeTables(connection, root, files)));
    await fillTable(connection, runsTable, runs);
    for (const { sql } of await viewsOver(connection)) await connection.run(withoutMacros(sql));
    await comment(connection);
    await connection.run('COMMIT');
    await connection.run('USE memory');
    await connection.run('DETACH made');
  });
  await database.close();
  return damaged;
}

/** Says of tables, views and columns what the declarations say: a thousand statements, at once, for each by itself takes as long again. */
async function comment(connection: DuckDBConnection): Promise<void> {
  const ofTables = ALL_TABLES.flatMap((table) => {
    const name = rawName(table);
    return [
      `COMMENT ON ${table === runsTable ? 'TABLE' : 'VIEW'} ${name} IS ${literal(table.comment)}`,
      ...Object.entries(table.columns).map(([column, { comment: meaning }]) => said(name, column, meaning)),
      ...(table.partitioned ? [said(name, PARTITION_KEY.name, PARTITION_KEY.comment)] : []),
    ];
  });
  const columns = (await connection.runAndReadAll(COLUMNS_OF_VIEWS)).getRows().map((row) => row.map(String));
  const ofViews = readViews(viewDates([])).flatMap(({ name, comment }) => [
    `COMMENT ON VIEW ${name} IS ${literal(comment)}`,
    ...columns.flatMap(([view, column = '']) =>
      view === name ? [said(name, column, columnComment(name, column) ?? '')] : [],
    ),
  ]);
  await connection.run([...ofTables, ...ofViews].join(';\n'));
}

const COLUMNS_OF_VIEWS =
  "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main'";

function said(table: string, column: string, meaning: string): string {
  return `COMMENT ON COLUMN ${table}."${column}" IS ${literal(meaning)}`;
}

/** Whoever writes into the old file would write its log beside the new one. */
async function refuseTaken(folder: OwnFolder, path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isFile() || found.size > MOST_BYTES || !(await isOurs(folder))) {
    throw new UserError(
      `Cannot write ${JSON.stringify(path)}: something else has that name and does not belong to this lake.`,
      {
        hint: 'Move it elsewhere.',
      },
    );
  }
  const isLocked = await isLockedToWrite(found.ino);
  if (isLocked === true) throw openElsewhere(path);
  const log = await lstat(`${path}.wal`).catch(() => undefined);
  if (log !== undefined) throw hasLog(path, isLocked === false);
}

/** `isLeft`: nobody has the database open, so that a crash left its log. */
function hasLog(path: string, isLeft: boolean): UserError {
  const found = isLeft
    ? 'a program that had it open to write ended without closing it'
    : 'another program has it open to write, or had and crashed';
  return new UserError(`Cannot write ${JSON.stringify(path)}: ${found}, and its log lies beside it.`, {
    hint: `${isLeft ? 'Remove' : 'Close it there, or remove'} ${JSON.stringify(`${path}.wal`)}, then run \`access-lake catalog\` again: the lake itself loses nothing.`,
  });
}

function openElsewhere(path: string, cause?: unknown): UserError {
  return new UserError(`Cannot write ${JSON.stringify(path)}: another program has it open to write.`, {
    hint: `Close it there, or open it read-only (duckdb -readonly ${NAME}); then run \`access-lake catalog\` again.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Names that stand in every file of ours, as text. */
const OUR_NAMES = ['bi_coverage', 'derived_trends', 'snapshot_accounts'];

/** Ours hold definitions and the runs; who keeps rows of his own in one has a larger one. */
const MOST_BYTES = 2 ** 26;

/** By its bytes alone: DuckDB does not open it. */
async function isOurs(folder: OwnFolder): Promise<boolean> {
  const bytes = (await folder.readBytes(NAME, MOST_BYTES)) ?? Buffer.alloc(0);
  const isDatabase = bytes.subarray(8, 12).toString('latin1') === 'DUCK';
  return isDatabase && OUR_NAMES.every((name) => bytes.includes(name));
}

/** As Linux says; undefined elsewhere, where the log beside the file, or the renaming, does. */
async function isLockedToWrite(inode: number): Promise<boolean | undefined> {
  const locks = await readFile('/proc/locks', 'utf8').catch(() => undefined);
  return locks?.split('\n').some((line) => / WRITE /.test(line) && line.includes(`:${inode} `));
}

const OPEN_ELSEWHERE = new Set(['EBUSY', 'EPERM', 'EACCES']);

function notWritten(path: string, error: unknown): unknown {
  const cause = error instanceof UserError ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code !== undefined && OPEN_ELSEWHERE.has(code) && process.platform === 'win32') return openElsewhere(path, error);
  if (code === undefined || error instanceof UserError) return error;
  return new UserError(`Cannot write ${JSON.stringify(path)}: ${(error as Error).message}`, { cause: error });
}
