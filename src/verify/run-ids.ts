/** Whose rows a Parquet file holds. */
import { resolve } from 'node:path';
import { openDatabase } from '../query/duckdb/database.js';
import { isDuckdbError } from '../query/duckdb/failure.js';
import { exactPath } from '../query/duckdb/tables.js';

/** The ids of the runs of the rows in a file of the local file system; undefined where it is no file of a lake's table. */
export async function runIdsIn(path: string): Promise<string[] | undefined> {
  const place = resolve(path);
  const database = await openDatabase([place]);
  const connection = await database.connect();
  try {
    const sql = 'SELECT DISTINCT run_id FROM read_parquet(?, hive_partitioning = false) ORDER BY run_id';
    const found = await connection.runAndReadAll(sql, [exactPath(place)]);
    return found.getRows().map(([id]) => String(id));
  } catch (error) {
    if (isDuckdbError(error)) return undefined;
    throw error;
  } finally {
    connection.closeSync();
    await database.close();
  }
}
