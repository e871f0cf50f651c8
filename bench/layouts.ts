/** The rows of a lake in two common layouts. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { TableSchema } from '../src/model/schema.js';
import { actionLastAccessed, PARTITION_KEY, serviceLastAccessed } from '../src/model/tables.js';
import { SNAPSHOT_DATE } from './lake.js';

export type LayoutName = 'parquet' | 'json';

const TABLES = [serviceLastAccessed, actionLastAccessed];

/** Writes the rows of services and of actions below `folder`, in both layouts, a principal's in no order. */
export async function writeLayouts(lake: string, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run('SET partitioned_write_max_open_files = 1000');
    for (const { name } of TABLES) await writeTable(connection, name, lake, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeTable(connection: DuckDBConnection, table: string, lake: string, folder: string): Promise<void> {
  const rows = `read_parquet('${lake}/${table}/*/*.parquet', hive_partitioning = false)`;
  const accounts = await connection.runAndReadAll(`SELECT DISTINCT account_id FROM ${rows} ORDER BY ALL`);
  const [parquet, json] = [placeOf(folder, 'parquet', table), placeOf(folder, 'json', table)];
  await mkdir(parquet, { recursive: true });
  for (const [account] of accounts.getRows()) {
    const own = `FROM ${rows} AS r WHERE account_id = '${account}' ORDER BY principal_arn, hash(r)`;
    await connection.run(
      `COPY (SELECT *, md5(principal_arn) AS principal ${own}) TO '${parquet}'
        (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (principal), OVERWRITE_OR_IGNORE)`,
    );
    await mkdir(join(json, `account_id=${account}`), { recursive: true });
    await connection.run(
      `COPY (SELECT * EXCLUDE (account_id) ${own}) TO '${json}/account_id=${account}/rows.json.gz'
        (FORMAT json, COMPRESSION gzip)`,
    );
  }
}

function placeOf(folder: string, layout: LayoutName, table: string): string {
  return join(folder, layout, table, `${PARTITION_KEY.name}=${SNAPSHOT_DATE}`);
}

/** The files of a layout, and statements that put their rows in the place of ours. */
export async function replacing(folder: string, layout: LayoutName) {
  const files: string[] = [];
  const statements: string[] = [];
  for (const table of TABLES) {
    const place = placeOf(folder, layout, table.name);
    const own = await filesBelow(place);
    const options = 'hive_partitioning = true, hive_types_autocast = false';
    const listed = `[${own.map((file) => `'${file}'`).join(', ')}], ${options}`;
    const rows = {
      parquet: `read_parquet(${listed})`,
      json: `read_json(${listed}, format = 'newline_delimited')`,
    };
    files.push(...own);
    statements.push(`CREATE OR REPLACE VIEW ${table.name} AS SELECT ${columnsOf(table)} FROM ${rows[layout]}`);
  }
  return { files, statements };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function columnsOf({ columns }: TableSchema): string {
  const types = { string: 'VARCHAR', int: 'INTEGER', timestamp: 'TIMESTAMP' } as Readonly<Record<string, string>>;
  const cast = Object.entries(columns).map(([name, { type }]) => `CAST(${name} AS ${types[type]}) AS ${name}`);
  return [...cast, PARTITION_KEY.name].join(', ');
}
