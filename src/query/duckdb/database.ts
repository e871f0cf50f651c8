/** The one door to DuckDB: an instance in memory that opens no file but those it is given. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbMemory } from '../../tools/memory.js';
import { literal } from '../question/bind.js';
import { duckdb } from './client.js';
import { exactPath } from './tables.js';

const MOST_SPILLED = 10e9;

export interface Database {
  connect(): Promise<DuckDBConnection>;
  close(): Promise<void>;
}

/**
 * An instance that reads and writes `files` (absolute paths) and no other, installs and loads nothing, and spills to a
 * folder of its own. `prepare` makes its tables; it goes through the same fence. Rows come in any order.
 * `more`: settings of DuckDB besides ours. `folders`: absolute paths, below which it reads and writes, too.
 */
export async function openDatabase(
  files: readonly string[],
  prepare: (connection: DuckDBConnection) => Promise<void> = async () => undefined,
  more: Readonly<Record<string, string>> = {},
  folders: readonly string[] = [],
): Promise<Database> {
  const spill = await mkdtemp(join(tmpdir(), 'access-lake-duckdb-'));
  const instance = await duckdb.DuckDBInstance.create(':memory:', { ...settings(spill), ...more }).catch(
    async (error) => {
      await rm(spill, { recursive: true, force: true });
      throw error;
    },
  );
  const close = async (): Promise<void> => {
    instance.closeSync();
    await rm(spill, { recursive: true, force: true });
  };
  try {
    const connection = await instance.connect();
    await fence(connection, files, folders);
    await prepare(connection);
    connection.closeSync();
    return { connect: () => instance.connect(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function settings(spill: string): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    enable_external_file_cache: 'false', // the files are local: the system keeps what was read
    temp_directory: spill,
    memory_limit: `${Math.floor(duckdbMemory() / 1e6)}MB`,
    max_temp_directory_size: `${MOST_SPILLED / 1e6}MB`,
  };
}

/** Before anything of a lake is read; from the last statement on no setting changes. */
async function fence(
  connection: DuckDBConnection,
  files: readonly string[],
  folders: readonly string[],
): Promise<void> {
  const allowed = new Set(files.flatMap((file) => [file, exactPath(file)]));
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run('SET GLOBAL parquet_metadata_cache = true'); // views read a file several times
  await connection.run(`SET allowed_paths = [${[...allowed].map(literal).join(', ')}]`);
  await connection.run(`SET allowed_directories = [${folders.map(literal).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
