/** Files that DuckDB can read as one, by their columns. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableSchema } from '../../../model/schema.js';
import { literal } from '../../question/bind.js';
import { DUCKDB_TYPES, exactPath, type FileGroup } from '../tables.js';
import type { DamagedRun, PlacedFile } from './readable-files.js';

interface Described {
  readonly columns: ReadonlySet<string>;
  readonly files: readonly PlacedFile[];
}

/**
 * The files of one table in groups of the same columns: DuckDB takes those of a group from its first file, and refuses
 * to go on at one that lacks any. One file a version of the tool is looked into. Runs with a file that lacks a column
 * that is never null, or has one of another type, are damaged, and none of their files is among the groups.
 */
export async function groupsOf(
  connection: DuckDBConnection,
  table: TableSchema,
  files: readonly PlacedFile[],
): Promise<{ groups: FileGroup[]; damaged: DamagedRun[] }> {
  const damaged: DamagedRun[] = [];
  const groups = new Map<string, FileGroup>();
  for (const version of byVersion(files).values()) {
    const { columns, files: own } = await described(connection, table, version, damaged);
    const paths = own.map(({ path }) => exactPath(path));
    const known = [...columns].sort().join();
    if (paths.length > 0) groups.set(known, { columns, paths: [...(groups.get(known)?.paths ?? []), ...paths] });
  }
  return { groups: [...groups.values()], damaged };
}

function byVersion(files: readonly PlacedFile[]): Map<string, PlacedFile[]> {
  const versions = new Map<string, PlacedFile[]>();
  for (const file of files) versions.set(file.toolVersion, [...(versions.get(file.toolVersion) ?? []), file]);
  return versions;
}

/** The columns of the first file that are as declared; the runs of those before it are added to `damaged`. */
async function described(
  connection: DuckDBConnection,
  table: TableSchema,
  files: readonly PlacedFile[],
  damaged: DamagedRun[],
): Promise<Described> {
  let left = files;
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const types = await columnTypes(connection, first.path);
    const problem = columnProblem(table, types);
    if (problem === undefined) return { columns: new Set(types.keys()), files: left };
    const { runId, snapshotDate, key } = first;
    damaged.push({ runId, snapshotDate, problem: `its file "${key}" ${problem}` });
    left = left.filter((file) => file.runId !== runId);
  }
  return { columns: new Set(), files: [] };
}

function columnProblem(table: TableSchema, types: ReadonlyMap<string, string>): string | undefined {
  for (const [name, { type, required }] of Object.entries(table.columns)) {
    const found = types.get(name);
    if (found === undefined && required) return `lacks the column "${name}"`;
    if (found !== undefined && baseOf(found) !== DUCKDB_TYPES[type]) {
      return `has a column "${name}" that is not ${DUCKDB_TYPES[type]}`;
    }
  }
  return undefined;
}

/** The encoders write times with a zone or without, in several units. */
function baseOf(type: string): string {
  return type.startsWith('TIMESTAMP') ? 'TIMESTAMP' : type;
}

async function columnTypes(connection: DuckDBConnection, path: string): Promise<Map<string, string>> {
  const file = literal(exactPath(path)); // a parameter is planned twice
  const rows = await connection.runAndReadAll(
    `DESCRIBE SELECT * FROM read_parquet(${file}, hive_partitioning = false)`,
  );
  return new Map(rows.getRows().map(([name, type]) => [String(name), String(type)]));
}
