/** Which Parquet files of a lake DuckDB reads: those of committed runs that are whole. */
import { UserError } from '../../model/errors.js';
import type { ManifestFile } from '../../model/summary.js';
import { PARTITION_KEY, TABLES } from '../../model/tables.js';
import type { Store } from '../../store/store.js';

/** What of a store is needed to find the files; DuckDB opens them itself, below its location. */
export type LakeView = Pick<Store, 'location' | 'list'>;

/** What of a run bears on its files. */
export interface RunFiles {
  readonly run_id: string;
  readonly snapshot_date: string;
  readonly tool_version: string;
  /** JSON: the files that the run wrote. */
  readonly manifest: string;
}

export interface LakeFile {
  readonly table: string;
  readonly key: string;
  readonly runId: string;
  /** As the manifest of the run names them. */
  readonly rows: number;
  /** Files of one table and one version of the tool have the same columns. */
  readonly toolVersion: string;
}

/** A run that lost a file: it is not shown at all, for a part of it would look like the whole. */
export interface DamagedRun {
  readonly runId: string;
  readonly snapshotDate: string;
  /** The first file that its manifest names and that is not there. */
  readonly missing: string;
}

/**
 * The files of the runs, those with the most rows first, and the runs that are not whole. DuckDB takes the first file
 * of a table for all of them when it guesses their rows: a small one in front makes it join the wrong way round.
 */
export async function lakeFiles(
  store: Pick<Store, 'list'>,
  runs: readonly RunFiles[],
): Promise<{ files: LakeFile[]; damaged: DamagedRun[] }> {
  const keys = await keysOf(store);
  const damaged = runs.flatMap((run) => damageOf(run, keys));
  const whole = new Map(runs.map((run) => [run.run_id, run]));
  for (const { runId } of damaged) whole.delete(runId);
  const rows = new Map(runs.flatMap(filesOf).map((file) => [file.path, file.rows]));
  const files = [...keys].flatMap((key) => fileOf(key, whole, rows));
  return { files: files.sort((a, b) => b.rows - a.rows || (a.key < b.key ? 1 : -1)), damaged };
}

/**
 * Refuses a lake that cannot be shown as it was committed: without the run an older one, or nothing, would stand for
 * its date. Fails with a UserError that names the run and the file.
 */
export function refuseDamaged(location: string, damaged: readonly DamagedRun[]): void {
  const [first] = damaged;
  if (first === undefined) return;
  const others = damaged.length > 1 ? ` (and ${damaged.length - 1} more runs lost files)` : '';
  throw new UserError(
    `Cannot read run "${first.runId}" of ${first.snapshotDate} in "${location}": its file "${first.missing}" is not there${others}.`,
    {
      hint: '`access-lake verify` names every damage. Restore the files from a copy, or take away the object in runs/ that commits the run: it is then no longer shown.',
    },
  );
}

async function keysOf(store: Pick<Store, 'list'>): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const { name, partitioned } of TABLES) {
    if (!partitioned) continue;
    for await (const { key } of store.list(`${name}/`)) keys.add(key);
  }
  return keys;
}

function filesOf({ manifest }: RunFiles): readonly ManifestFile[] {
  return JSON.parse(manifest) as readonly ManifestFile[];
}

function damageOf(run: RunFiles, keys: ReadonlySet<string>): DamagedRun[] {
  const missing = filesOf(run).find(({ path }) => !keys.has(path) && !path.startsWith('runs/'));
  return missing ? [{ runId: run.run_id, snapshotDate: run.snapshot_date, missing: missing.path }] : [];
}

const KEY = new RegExp(`^([a-z_]+)/${PARTITION_KEY.name}=([^/]+)/(.+)-\\d+\\.parquet$`);

/** The file of a committed run, under the date of that run; else none. */
function fileOf(key: string, runs: ReadonlyMap<string, RunFiles>, rows: ReadonlyMap<string, number>): LakeFile[] {
  const [, table = '', date, runId = ''] = KEY.exec(key) ?? [];
  const run = runs.get(runId);
  if (!run || run.snapshot_date !== date) return [];
  return [{ table, key, runId, rows: rows.get(key) ?? 0, toolVersion: run.tool_version }];
}
