/** Which files a statement reads, by DuckDB's own plan of it. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableSchema } from '../../model/schema.js';
import { ALL_TABLES } from '../../model/tables.js';
import { type Bound, literal } from '../question/bind.js';
import { duckdb } from './client.js';
import { isDuckdbError } from './failure.js';
import { oneSelect } from './statement.js';
import { tableMark } from './tables.js';

type Scan = Readonly<Record<string, unknown>>;

interface PlanNode {
  readonly name: string;
  readonly extra_info?: Scan;
  readonly children?: readonly PlanNode[];
}

/** A file of a table. */
export interface TableFile {
  readonly table: string;
  readonly path: string;
}

/**
 * Those of `files` (of the tables that it may name) that the plan of one SELECT reads: a date that it compares with
 * constants leaves out the files of others. Of a scan that cannot be followed all files are taken that it may read.
 */
export async function filesRead<T extends TableFile>(
  connection: DuckDBConnection,
  bound: Bound,
  files: readonly T[],
): Promise<Set<T>> {
  const answer = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${await oneSelect(connection, bound)}`);
  const read = new Set<T>();
  for (const scan of scansOf(JSON.parse(String(answer.getRows()[0]?.[1])))) {
    for (const file of await filesOf(connection, scan, files)) read.add(file);
  }
  return read;
}

/** What a plan in JSON says of each of its scans of Parquet. */
export function scansOf(nodes: readonly PlanNode[]): Scan[] {
  return nodes.flatMap(({ name, extra_info = {}, children = [] }) => [
    ...(name.trim() === 'READ_PARQUET' ? [extra_info] : []),
    ...scansOf(children),
  ]);
}

/** The plan shows the condition on paths, and for how many files it holds: where fewer are found, it says less than it does. */
async function filesOf<T extends TableFile>(
  connection: DuckDBConnection,
  scan: Scan,
  files: readonly T[],
): Promise<readonly T[]> {
  const condition = scan['File Filters'];
  const count = /^(\d+)\//.exec(String(scan['Scanning Files']))?.[1];
  const own = files.filter(({ table }) => String(condition).includes(`|| ${literal(tableMark({ name: table }))})`));
  if (own.length === 0) return files.filter(({ table }) => tablesWith(scan).includes(table));
  const paths = own.map(({ path }) => path);
  const sql = `SELECT filename FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS filename) WHERE ${condition}`;
  try {
    const answer = await connection.runAndReadAll(sql, [duckdb.listValue(paths)], [duckdb.LIST(duckdb.VARCHAR)]);
    const found = new Set(answer.getRows().map(([path]) => String(path)));
    return count === undefined || found.size < Number(count) ? own : own.filter(({ path }) => found.has(path));
  } catch (error) {
    if (isDuckdbError(error)) return own;
    throw error;
  }
}

/** Names of the tables that have the columns of a scan: those that it hands on, and those that its filters begin with. */
function tablesWith(scan: Scan): string[] {
  const columns = [scan.Projections ?? []].flat().map(String).filter(Boolean); // of no column: ''
  const filters = [scan.Filters ?? []].flat().map((filter) => /^\w+/.exec(String(filter))?.[0] ?? '');
  const needed = [...columns, ...filters.filter(isColumn)];
  const has = (table: TableSchema): boolean =>
    needed.every((name) => name === 'filename' || Object.hasOwn(table.columns, name));
  return ALL_TABLES.filter(has).map(({ name }) => name);
}

/** Not every filter is of one column, and what it then begins with is no name. */
function isColumn(name: string): boolean {
  return ALL_TABLES.some(({ columns }) => Object.hasOwn(columns, name));
}
