/** Questions on embedded DuckDB: over the committed files of a folder, or over copies of those of a bucket. */
import { resolve } from 'node:path';
import { type Commits, type CommittedRun, readCommits } from '../../lake/runs.js';
import type { Store } from '../../store/store.js';
import { reported } from './failure.js';
import { type Bucket, copiedEngine } from './files/copied.js';
import { type FileCache, fileCache, userCache } from './files/file-cache.js';
import { type Judge, type JudgedLake, keepingJudgements, placeOf, withKept } from './files/kept-judgement.js';
import { type LakeFile, type LakeView, lakeFiles, type PlacedFile } from './files/readable-files.js';
import {
  type DuckdbEngine,
  type DuckdbOptions,
  engineOn,
  type OpenTables,
  openTables,
  showDerived,
  withoutDamaged,
} from './open-tables.js';

export interface EngineOptions extends DuckdbOptions {
  /** Where the files of a bucket are kept, and judgements that a lake does not store. */
  readonly cache?: FileCache;
  /** Judges for the cache; undefined: no judgement is kept there, and none is read. */
  readonly judge?: Judge | undefined;
}

/**
 * Opens a lake, as it is now: later commits are not seen. Of a bucket a statement first copies the files of the dates
 * that it reads. No statement reads or writes a file besides those of committed runs, `writes`, and what `judge` made of this
 * lake. Fails with a UserError where the lake cannot be read.
 */
export async function duckdbEngine(
  store: Store,
  { cache = fileCache(userCache(process.env)), judge, ...options }: EngineOptions = {},
): Promise<DuckdbEngine & Pick<Commits, 'malformed'>> {
  const { runs, malformed } = await readCommits(store);
  const { files, damaged } = await lakeFiles(store, runs);
  const lake = { store, cache, runs: withoutDamaged(runs, damaged), files, damaged };
  const openLake = store.location.startsWith('s3://') ? openBucket : openPlace;
  return { ...(await openLake(lake, options, judge)), place: store.location, malformed };
}

async function openBucket(lake: Bucket, options: DuckdbOptions, judge: Judge | undefined): Promise<DuckdbEngine> {
  const open: JudgedLake['open'] = (more) => copiedEngine(lake, { ...options, ...more });
  const show: JudgedLake['show'] = (kept) => copiedEngine({ ...lake, files: withKept(lake.files, kept) }, options);
  const engine = await open();
  return judge === undefined ? engine : keepingJudgements(engine, { ...lake, open, show }, judge);
}

async function openPlace(lake: Bucket, options: DuckdbOptions, judge: Judge | undefined): Promise<DuckdbEngine> {
  const { location } = lake.store;
  const open: JudgedLake['open'] = async (more) => engineOn(await openFiles(location, lake, { ...options, ...more }));
  if (judge === undefined) return open();
  const keptIn = lake.cache.folderOf(placeOf(lake.store).location);
  const tables = await openFiles(location, lake, { ...options, keptIn });
  const engine = engineOn(tables);
  const show: JudgedLake['show'] = async (kept) => {
    await showDerived(tables, resolve(location), placed(location, withKept(lake.files, kept)));
    return engine;
  };
  return keepingJudgements(engine, { ...lake, open, show }, judge);
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
  const { files, damaged } = await lakeFiles(store, runs);
  return openFiles(store.location, { runs: withoutDamaged(runs, damaged), files, damaged }, options);
}

/** Of a folder. */
async function openFiles(
  location: string,
  { runs, files, damaged }: Pick<Bucket, 'runs' | 'files' | 'damaged'>,
  options: DuckdbOptions,
): Promise<OpenTables> {
  try {
    const tables = await openTables({ root: resolve(location), runs, files: placed(location, files) }, options);
    return { ...tables, damaged: [...damaged, ...tables.damaged] };
  } catch (error) {
    throw reported(error, `Cannot read the lake "${location}"`);
  }
}

function placed(location: string, files: readonly (LakeFile | PlacedFile)[]): PlacedFile[] {
  return files.map((file) => ('path' in file ? file : { ...file, path: `${resolve(location)}/${file.key}` }));
}
