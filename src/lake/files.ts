/** The files of the tables, whoever wrote them. */
import { DERIVED_TABLES, TABLES } from '../model/tables.js';
import type { Entry, Store } from '../store/store.js';

export interface LakeFile extends Entry {
  readonly planId: string;
}

const FILE = /^[a-z_]+\/snapshot_date=\d{4}-\d\d-\d\d\/(\d{8}T\d{9}Z-[0-9a-f]+)-\d{4,}-\d{5,}\.parquet$/;

/** Every file of a run of any plan; what Access Lake did not write is not among them. */
export async function* lakeFiles(store: Store): AsyncGenerator<LakeFile, void, void> {
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    for await (const entry of store.list(`${table.name}/`)) {
      const planId = FILE.exec(entry.key)?.[1];
      if (planId !== undefined) yield { ...entry, planId };
    }
  }
}

const DERIVED = /^[a-z_/]+\/snapshot_date=(\d{4}-\d\d-\d\d)\/[a-z_]+\.parquet$/;

/** Files of derived tables of other dates than these: nothing shows them. */
export async function derivedOfOtherDates(store: Pick<Store, 'list'>, dates: ReadonlySet<string>): Promise<Entry[]> {
  const files: Entry[] = [];
  for (const { folder } of DERIVED_TABLES) {
    for await (const entry of store.list(`${folder}/`)) {
      const date = DERIVED.exec(entry.key)?.[1];
      if (date !== undefined && !dates.has(date)) files.push(entry);
    }
  }
  return files;
}
