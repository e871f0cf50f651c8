/** Which folders of which tables a statement reads, found without a file of the lake. */

import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommittedRun } from '../../lake/runs.js';
import { NO_DATE } from '../../model/days.js';
import { folderOf, type TableSchema } from '../../model/schema.js';
import { ALL_TABLES, PARTITION_KEY, runs as runsTable } from '../../model/tables.js';
import type { Cell } from '../engine/engine.js';
import { literal } from '../question/bind.js';
import { openDatabase } from './database.js';
import type { LakeFile, PlacedFile } from './files/readable-files.js';
import { engineOn, openTables } from './open-tables.js';
import { DUCKDB_TYPES } from './tables.js';

export interface Planner {
  /** Those of the files that a statement reads, of each folder all: of a date, where a table has folders of dates. */
  reads(sql: string, parameters: readonly Cell[]): Promise<LakeFile[]>;
  close(): Promise<void>;
}

/** Else DuckDB answers count(*), min and max by the footers of the stand-ins, and the plan reads no file. */
const PLANS = { disabled_optimizers: 'statistics_propagation' };

/**
 * Opens tables in which one file without content stands for all files of a folder: what DuckDB leaves out of a plan by the
 * date does not depend on what is in them.
 */
export async function openPlanner(runs: readonly CommittedRun[], files: readonly LakeFile[]): Promise<Planner> {
  const root = await mkdtemp(join(tmpdir(), 'access-lake-plan-'));
  const removeRoot = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    const engine = engineOn(
      await openTables({ root, runs, files: await makeStandIns(root, files) }, { settings: PLANS }),
    );
    return {
      reads: async (sql, parameters) => {
        const read = new Set(await engine.reads(sql, parameters));
        return files.filter(({ key }) => read.has(dirname(key)));
      },
      close: async () => {
        await engine.close();
        await removeRoot();
      },
    };
  } catch (error) {
    await removeRoot();
    throw error;
  }
}

/** Of a table that has files: one a folder, and one of no date, for of a single file DuckDB would look at the content. */
async function makeStandIns(root: string, files: readonly LakeFile[]): Promise<PlacedFile[]> {
  const standIns: PlacedFile[] = [];
  for (const table of ALL_TABLES.filter((each) => each !== runsTable)) {
    const own = files.filter((file) => file.table === table.name);
    if (own.length === 0) continue;
    const first = await writeStandIn(root, table);
    for (const key of new Set([
      `${folderOf(table)}/${PARTITION_KEY.name}=${NO_DATE}`,
      ...own.map((file) => dirname(file.key)),
    ])) {
      const path = join(root, key, 'stand-in.parquet');
      await mkdir(join(root, key), { recursive: true });
      await link(first, path).catch(() => copyFile(first, path));
      standIns.push({ ...(own[0] as LakeFile), key, path });
    }
  }
  return standIns;
}

/** One row of nulls. */
async function writeStandIn(root: string, table: TableSchema): Promise<string> {
  const path = join(root, `${table.name}.parquet`);
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => `CAST(NULL AS ${DUCKDB_TYPES[type]}) AS "${name}"`,
  );
  const database = await openDatabase([path], async (connection) => {
    await connection.run(`COPY (SELECT ${columns.join(', ')}) TO ${literal(path)} (FORMAT parquet)`);
  });
  await database.close();
  return path;
}
