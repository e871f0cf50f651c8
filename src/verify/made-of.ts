/** What the file of a derived table says that it was made of. */
import { resolve } from 'node:path';
import type { TableSchema } from '../model/schema.js';
import { openDatabase } from '../query/duckdb/database.js';
import { isDuckdbError } from '../query/duckdb/failure.js';
import { exactPath, tableRows } from '../query/duckdb/tables.js';

/** The column that says so. */
const columnOf = ({ columns }: TableSchema): string => ('made_of' in columns ? 'made_of' : 'made_of_md5');

/**
 * The `made_of` of the rows in a file below the folder `root`, or its MD5, each once; undefined where it is no file of
 * the table. Reads every column, so that one that is cut or has another type is found.
 */
export async function madeOfIn(table: TableSchema, root: string, key: string): Promise<string[] | undefined> {
  const folder = resolve(root);
  const path = `${folder}/${key}`;
  const group = { columns: new Set(Object.keys(table.columns)), paths: [exactPath(path)] };
  const database = await openDatabase([path]);
  const connection = await database.connect();
  try {
    const column = columnOf(table);
    const rows = tableRows(table, folder, [group]);
    const sql = `SELECT ${column}, max(hash(t)) FROM (${rows}) AS t GROUP BY ${column} ORDER BY ${column}`;
    const found = await connection.runAndReadAll(sql);
    return found.getRows().map(([madeOf]) => String(madeOf));
  } catch (error) {
    if (isDuckdbError(error)) return undefined;
    throw error;
  } finally {
    connection.closeSync();
    await database.close();
  }
}
