/** Which Parquet files of a lake DuckDB reads: those of committed runs that are whole. */

import { isDate } from '../../../model/days.js';
import { UserError } from '../../../model/errors.js';
import type { ManifestFile } from '../../../model/summary.js';
import { DERIVED_TABLES, derivedKey, PARTITION_KEY, TABLES } from '../../../model/tables.js';
import type { Entry, Store } from '../../../store/store.js';
import { sha256Of } from '../../../tools/sha256.js';

/** What of a store is needed to find the files; DuckDB opens them itself, below its location. */
export type LakeView = Pick<Store, 'location' | 'list'>;

/** What of a run bears on its files. */
export interface RunFiles {
  readonly run_id: string;
  readonly snapshot_date: string;
  readonly tool_version: string;
  /** The files that the run wrote, by its manifest. */
  readonly files: readonly ManifestFile[];
}

export interface LakeFile {
  readonly table: string;
  readonly key: string;
  readonly runId: string;
  readonly snapshotDate: string;
  /** As the manifest of the run names them. */
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Last change by the store's clock, ms since 1970 in UTC. */
  readonly modifiedAt: number;
  /** Files of one table and one version of the tool have the same columns. */
  readonly toolVersion: string;
  /** No manifest names it: its rows and run are not known, and `sha256` is only what tells it from others. */
  readonly isDerived?: true;
}

/** A file of a lake, or a copy of it. */
export interface PlacedFile extends LakeFile {
  /** Absolute: `<root>/<table>/snapshot_date=<date>/<name>`. */
  readonly path: string;
  /** Undefined: the folder in which the lake lies. */
  readonly root?: string;
}

/** A run that is not as it was written: it is not shown at all, for a part of it would look like the whole. */
export interface DamagedRun {
  readonly runId: string;
  readonly snapshotDate: string;
  /** The first thing that is wrong: the end of a sentence. */
  readonly problem: string;
}

/**
 * The files of the runs, those with the most rows first, and the runs that are not whole. DuckDB takes the first file
 * of a table for all of them when it guesses their rows: a small one in front makes it join the wrong way round.
 */
export async function lakeFiles(
  store: Pick<Store, 'list'>,
  runs: readonly RunFiles[],
): Promise<{ files: LakeFile[]; damaged: DamagedRun[] }> {
  const found = await entriesIn(store);
  const damaged: DamagedRun[] = [];
  const files = new Map<string, LakeFile>();
  for (const run of runs) {
    const problem = problemOf(run, found);
    if (problem !== undefined) damaged.push({ runId: run.run_id, snapshotDate: run.snapshot_date, problem });
    else for (const file of run.files.flatMap((one) => fileOf(run, one, found))) files.set(file.key, file);
  }
  const sorted = [...files.values()].sort((a, b) => b.rows - a.rows || (a.key < b.key ? 1 : -1));
  return { files: [...sorted, ...(await derivedFiles(store, new Set(runs.map((run) => run.snapshot_date))))], damaged };
}

/** The files of the derived tables, of dates that have a run; whether they are stale only their rows tell. */
async function derivedFiles(store: Pick<Store, 'list'>, dates: ReadonlySet<string>): Promise<LakeFile[]> {
  const files: LakeFile[] = [];
  const keys = new Map(
    [...dates].flatMap((date) => DERIVED_TABLES.map((table) => [derivedKey(table, date), { table, date }])),
  );
  for (const { folder } of DERIVED_TABLES) {
    for await (const { key, bytes, modifiedAt } of store.list(`${folder}/`)) {
      const found = keys.get(key);
      if (found === undefined) continue;
      const sha256 = sha256Of(`${key} ${bytes} ${modifiedAt}`);
      const told = { rows: 0, runId: '', toolVersion: '', isDerived: true as const };
      files.push({ table: found.table.name, key, snapshotDate: found.date, bytes, sha256, modifiedAt, ...told });
    }
  }
  return files;
}

/**
 * Refuses a lake that cannot be shown as it was committed: without the run an older one, or nothing, would stand for
 * its date. Fails with a UserError that names the run and the file.
 */
export function refuseDamaged(location: string, damaged: readonly DamagedRun[]): void {
  const [first] = damaged;
  if (first === undefined) return;
  const others = damaged.length > 1 ? ` (and ${damaged.length - 1} more runs are damaged)` : '';
  throw new UserError(
    `Cannot read run "${first.runId}" of ${first.snapshotDate} in "${location}": ${first.problem}${others}.`,
    {
      hint: '`access-lake verify` lists all damage. Restore the files from a copy, or remove the object in runs/ that commits the run: it is then no longer shown.',
    },
  );
}

async function entriesIn(store: Pick<Store, 'list'>): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const { name, partitioned } of TABLES) {
    if (!partitioned) continue;
    for await (const entry of store.list(`${name}/`)) entries.set(entry.key, entry);
  }
  return entries;
}

function problemOf(run: RunFiles, entries: ReadonlyMap<string, Entry>): string | undefined {
  if (!isDate(run.snapshot_date)) return 'its date is not yyyy-MM-dd';
  for (const file of run.files.filter(isOfTable)) {
    const { path, bytes } = file;
    const found = entries.get(path)?.bytes;
    if (fileOf(run, file, entries).length === 0) return `its file "${path}" is not of its date`;
    if (!/^[0-9a-f]{64}$/.test(file.sha256)) return `its manifest has no SHA-256 of its file "${path}"`;
    if (found === undefined) return `its file "${path}" does not exist`;
    if (found !== bytes) return `its file "${path}" has ${found} bytes, but its manifest says ${bytes}`;
  }
  return undefined;
}

/** Newer versions may write tables that this one does not know, and reads nothing of. */
function isOfTable({ path }: ManifestFile): boolean {
  return TABLES.some(({ name, partitioned }) => partitioned && path.startsWith(`${name}/`));
}

const KEY = new RegExp(`^([a-z_]+)/${PARTITION_KEY.name}=([^/]+)/[^/]+\\.parquet$`);

/** The file under the date of its run; else none. */
function fileOf(
  run: RunFiles,
  { path, rows, bytes, sha256 }: ManifestFile,
  entries: ReadonlyMap<string, Entry>,
): LakeFile[] {
  const [, table = '', date] = KEY.exec(path) ?? [];
  if (date !== run.snapshot_date || !TABLES.some(({ name, partitioned }) => partitioned && name === table)) return [];
  const { run_id: runId, tool_version: toolVersion } = run;
  const modifiedAt = entries.get(path)?.modifiedAt ?? 0;
  return [{ table, key: path, runId, snapshotDate: date, rows, bytes, sha256, modifiedAt, toolVersion }];
}
