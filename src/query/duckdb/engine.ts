/** Questions on embedded DuckDB: over the committed files of a folder, or over copies of those of a bucket. */
import { resolve } from 'node:path';
import { type Commits, type CommittedRun, readCommits } from '../../lake/runs.js';
import type { Store } from '../../store/store.js';
import { reported } from './failure.js';
import { copiedEngine } from './files/copied.js';
import { type FileCache, fileCache, userCache } from './files/file-cache.js';
import { type LakeView, lakeFiles } from './files/readable-files.js';
import { type DuckdbEngine, type DuckdbOptions, engineOn, openTables, withoutDamaged } from './open-tables.js';

export interface EngineOptions extends DuckdbOptions {
  /** Where the files of a bucket are kept. */
  readonly cache?: FileCache;
}

/**
 * Opens a lake, as it is now: later commits are not seen. Of a bucket a statement first copies the files of the dates
 * that it reads. No statement reads or writes a file besides those of committed runs and `writes`. Fails with a
 * UserError where the lake cannot be read.
 */
export async function duckdbEngine(
  store: Store,
  options: EngineOptions = {},
): Promise<DuckdbEngine & Pick<Commits, 'malformed'>> {
  const { runs, malformed } = await readCommits(store);
  const open = store.location.startsWith('s3://') ? openBucket : openRuns;
  return { ...(await open(store, runs, options)), place: store.location, malformed };
}

/** {@link duckdbEngine} of a folder, of some of the committed runs alone. */
export async function openRuns(
  store: LakeView,
  runs: readonly CommittedRun[],
  options: DuckdbOptions = {},
): Promise<DuckdbEngine> {
  return engineOn(await openFolder(store, runs, options));
}

/** The tables and views of {@link openRuns}, not yet as an engine. */
export async function openFolder(store: LakeView, runs: readonly CommittedRun[], options: DuckdbOptions = {}) {
  const root = resolve(store.location);
  const { files: found, damaged } = await lakeFiles(store, runs);
  const files = found.map((file) => ({ ...file, path: `${root}/${file.key}` }));
  try {
    const tables = await openTables({ root, runs: withoutDamaged(runs, damaged), files }, options);
    return { ...tables, damaged: [...damaged, ...tables.damaged] };
  } catch (error) {
    throw reported(error, `Cannot read the lake "${store.location}"`);
  }
}

async function openBucket(
  store: Store,
  runs: readonly CommittedRun[],
  { cache = fileCache(userCache(process.env)), ...options }: EngineOptions,
): Promise<DuckdbEngine> {
  const { files, damaged } = await lakeFiles(store, runs);
  return copiedEngine({ store, cache, runs: withoutDamaged(runs, damaged), files, damaged }, options);
}
