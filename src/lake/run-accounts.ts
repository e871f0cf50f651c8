/** The accounts that a run names. */
import { accounts } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { DamagedError } from '../tables/damaged.js';
import { type FlatRow, readParquet } from '../tables/read.js';

/** A row of an account, its tags apart. */
export type AccountOfRun = FlatRow<typeof accounts>;

/** The row of each account, by id; undefined where a file of them is missing or damaged. */
export async function accountsOfRun(
  store: Store,
  run: Pick<CommittedRun, 'files'>,
): Promise<ReadonlyMap<string, AccountOfRun> | undefined> {
  const byId = new Map<string, AccountOfRun>();
  for (const file of run.files.filter(({ path }) => path.startsWith(`${accounts.name}/`))) {
    const bytes = await store.get(file.path);
    if (bytes === undefined) return undefined;
    const rows = await readParquet(accounts, bytes).catch((error) => {
      if (error instanceof DamagedError) return undefined;
      throw error;
    });
    if (rows === undefined) return undefined;
    for (const row of rows) byId.set(row.account_id, row);
  }
  return byId;
}
