/** Whose rows a Parquet file holds. */
import { DuckDBInstance } from '@duckdb/node-api';
import { isDuckdbError } from './engine.js';
import { exactPath } from './tables.js';

/** The ids of the runs of the rows in a file of the local file system; undefined where it is no file of a lake's table. */
export async function runIdsIn(path: string): Promise<string[] | undefined> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const sql = 'SELECT DISTINCT run_id FROM read_parquet(?, hive_partitioning = false) ORDER BY run_id';
    const found = await connection.runAndReadAll(sql, [exactPath(path)]);
    return found.getRows().map(([id]) => String(id));
  } catch (error) {
    if (isDuckdbError(error)) return undefined;
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
