/** Questions over a bucket: the files that a statement reads are copied first, and the copies are asked. */
import { prefetch } from '../../../async/prefetch.js';
import type { CommittedRun } from '../../../lake/runs.js';
import type { Store } from '../../../store/store.js';
import type { Cell, QueryOptions } from '../../engine/engine.js';
import { reported } from '../failure.js';
import { type DuckdbEngine, type DuckdbOptions, engineOn, openTables, type ToCopy } from '../open-tables.js';
import { openPlanner } from '../planner.js';
import type { Copy, FileCache } from './file-cache.js';
import { type DamagedRun, type LakeFile, type PlacedFile, refuseDamaged } from './readable-files.js';

const AHEAD = 8;

export interface Bucket {
  readonly store: Store;
  readonly cache: FileCache;
  readonly runs: readonly CommittedRun[];
  /** Of those runs; what has a place is there already. */
  readonly files: readonly (LakeFile | PlacedFile)[];
  readonly damaged: readonly DamagedRun[];
}

export async function copiedEngine(bucket: Bucket, options: DuckdbOptions): Promise<DuckdbEngine> {
  const planner = await openPlanner(bucket.runs, bucket.files);
  /** The path of its copy by the file. */
  const copied = new Map<LakeFile, string>(
    bucket.files.flatMap((file) => ('path' in file ? [[file, file.path] as const] : [])),
  );
  const engines: DuckdbEngine[] = [];
  /** An engine over all that was copied so far; those before it may still be read from. */
  const engineFor = async (
    sql: string,
    parameters: readonly Cell[],
    queryOptions: QueryOptions,
  ): Promise<DuckdbEngine> => {
    const read = await planner.reads(sql, parameters).catch((error) => {
      throw reported(error, 'Cannot run the SQL on DuckDB');
    });
    const last = engines.at(-1);
    const lacking = read.filter((file) => !copied.has(file));
    if (last !== undefined && lacking.length === 0) return last;
    for (const [file, path] of await copyFiles(bucket, lacking, queryOptions)) copied.set(file, path);
    const engine = await openCopies(bucket, copied, options);
    engines.push(engine);
    return engine;
  };
  return {
    name: 'duckdb',
    damaged: bucket.damaged,
    query: async (sql, parameters, queryOptions = {}) =>
      (await engineFor(sql, parameters, queryOptions)).query(sql, parameters, queryOptions),
    writeCsv: async (sql, parameters, path, queryOptions = {}) =>
      (await engineFor(sql, parameters, queryOptions)).writeCsv?.(sql, parameters, path, queryOptions),
    lines: async (sql, parameters, format, queryOptions = {}) =>
      (await engineFor(sql, parameters, queryOptions)).lines?.(sql, parameters, format, queryOptions),
    writeParquet: async (sql, path, queryOptions = {}) =>
      (await engineFor(sql, [], queryOptions)).writeParquet(sql, path, queryOptions),
    reads: async (sql, parameters) => (await planner.reads(sql, parameters)).map(({ key }) => key),
    toCopy: (keys) => toCopy(bucket, keys),
    close: async () => {
      await Promise.all([planner, ...engines].map((opened) => opened.close()));
      await bucket.cache.trim();
    },
  };
}

async function toCopy({ cache, files, store }: Bucket, keys: ReadonlySet<string>): Promise<ToCopy> {
  const lacking: LakeFile[] = [];
  for (const file of files) if (keys.has(file.key) && !(await cache.holds(store, file))) lacking.push(file);
  const bytes = lacking.reduce((sum, file) => sum + file.bytes, 0);
  return { files: lacking.length, bytes, folder: cache.root };
}

async function copyFiles(
  { store, cache }: Bucket,
  files: readonly LakeFile[],
  { signal, onProgress }: QueryOptions,
): Promise<Map<LakeFile, string>> {
  const paths = new Map<LakeFile, string>();
  let bytes = 0;
  const take = async (file: LakeFile): Promise<{ file: LakeFile } & Copy> => {
    signal?.throwIfAborted();
    return { file, ...(await cache.take(store, file)) };
  };
  for await (const { file, path, fetched } of prefetch(files, AHEAD, take)) {
    paths.set(file, path);
    bytes += fetched;
    const copied = { files: paths.size, bytes, of: files.length };
    if (bytes > 0) onProgress?.({ state: 'COPYING', bytesScanned: null, copied });
  }
  return paths;
}

/** Copies have the place of their date, as files of a lake; the bucket's own order stays. */
async function openCopies(
  bucket: Bucket,
  copied: ReadonlyMap<LakeFile, string>,
  options: DuckdbOptions,
): Promise<DuckdbEngine> {
  const { store, cache, runs } = bucket;
  const root = cache.folderOf(store.location);
  const placed = bucket.files.flatMap((file) => {
    const path = copied.get(file);
    return path === undefined ? [] : [{ ...file, path }];
  });
  try {
    const tables = await openTables({ root, runs, files: placed }, options);
    if (tables.damaged.length > 0) await tables.database.close();
    refuseDamaged(store.location, tables.damaged);
    return engineOn(tables);
  } catch (error) {
    throw reported(error, `Cannot read the lake "${store.location}"`);
  }
}
