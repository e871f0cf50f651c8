/** Rows of small tables that a run wrote. */
import type { TableSchema } from '../model/schema.js';
import { accounts } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { DamagedError } from '../tables/damaged.js';
import { type FlatRow, readParquet } from '../tables/read.js';

/** A row of an account, its tags apart. */
export type AccountOfRun = FlatRow<typeof accounts>;

type FilesOfRun = Pick<CommittedRun, 'files'>;

/** The row of each account, by id; undefined where a file of them is missing or damaged. */
export async function accountsOfRun(
  store: Pick<Store, 'get'>,
  run: FilesOfRun,
): Promise<ReadonlyMap<string, AccountOfRun> | undefined> {
  const rows = await rowsOfRun(store, run, accounts);
  return rows && new Map(rows.map((row) => [row.account_id, row]));
}

/** All rows of the table without lists and maps; none where the run has no file of it, undefined where one is missing or damaged. */
export async function rowsOfRun<T extends TableSchema>(
  store: Pick<Store, 'get'>,
  run: FilesOfRun,
  table: T,
): Promise<readonly FlatRow<T>[] | undefined> {
  const all: FlatRow<T>[] = [];
  for (const file of run.files.filter(({ path }) => path.startsWith(`${table.name}/`))) {
    const bytes = await store.get(file.path);
    if (bytes === undefined) return undefined;
    const rows = await readParquet(table, bytes).catch((error) => {
      if (error instanceof DamagedError) return undefined;
      throw error;
    });
    if (rows === undefined) return undefined;
    for (const row of rows) all.push(row);
  }
  return all;
}
