/** Looks into a lake with DuckDB, and into its folder. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExportOptions } from '../../src/export/options.js';
import { silent } from '../../src/model/progress.js';
import { TABLES } from '../../src/model/tables.js';
import { folderStore } from '../../src/store/folder.js';
import type { Store } from '../../src/store/store.js';

export type Rows = Record<string, unknown>[];

/** Every visible row of every table but `runs`, without what differs from run to run. By table; sorted. */
export async function visibleRows(folder: string, runId: string): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const { name, partitioned } of TABLES) if (partitioned) tables[name] = await rowsOf(folder, name, runId);
  return tables;
}

async function rowsOf(folder: string, table: string, runId: string): Promise<string[]> {
  if (!filesIn(folder).some((file) => file.startsWith(`${table}/`))) return [];
  const rows = await sql(
    `SELECT * EXCLUDE (run_id) FROM read_parquet('${folder}/${table}/*/*.parquet')
     WHERE run_id = '${runId}' AND run_id IN (SELECT run_id FROM read_parquet('${folder}/runs/*.parquet'))`,
  );
  const steady = rows.map(({ started_at: _, finished_at: __, ...row }) => row);
  return steady
    .map((row) => JSON.stringify(row, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)))
    .sort();
}

export async function sql(statement: string): Promise<Rows> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    return (await (await connection.runAndReadAll(statement)).getRowObjectsJson()) as Rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Every file below the folder, unfinished ones too, `/` between the parts. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

export function optionsFor(store: Store, more: Partial<ExportOptions> = {}): ExportOptions {
  return {
    store,
    access: { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'test' },
    scope: { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] },
    snapshotDate: undefined,
    accountConcurrency: 4,
    jobTimeoutMs: 60_000,
    retryForMs: 0,
    encoder: 'arrow',
    minCoverage: 0,
    restart: false,
    toolVersion: '0.0.0',
    progress: silent,
    ...more,
  };
}

/** Does the work with an empty folder, which is gone afterwards. */
export async function inFolder<T>(work: (folder: string, store: Store) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-run-'));
  try {
    return await work(folder, folderStore(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
