/** Judgements that the lake does not store, kept in the user's cache: made when first asked for, then read as if the lake had them. */
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { UserError } from '../../../model/errors.js';
import { TABLES_OF_JUDGEMENT } from '../../../model/tables/judged.js';
import { derivedKey } from '../../../model/tables.js';
import type { Store } from '../../../store/store.js';
import { sha256Of } from '../../../tools/sha256.js';
import { allRows } from '../../engine/all-rows.js';
import type { JudgedDates, QueryOptions } from '../../engine/engine.js';
import type { DuckdbEngine, DuckdbOptions } from '../open-tables.js';
import type { FileCache } from './file-cache.js';
import type { LakeFile, PlacedFile } from './readable-files.js';

/** A lake, and what opens it on DuckDB. */
interface Opening {
  readonly store: Store;
  readonly open: (options?: DuckdbOptions) => Promise<DuckdbEngine>;
}

export interface Judge {
  /** Writes the tables of a judgement to `target`. */
  write(lake: Opening, target: Pick<Store, 'put'>, dates: JudgedDates, options: QueryOptions): Promise<unknown>;
  /** Told before a date is judged. */
  onJudge(date: string): void;
  /** Told why a judgement is not kept; statements then judge by themselves. */
  onFailure(error: UserError): void;
  /** Bytes of the files of its runs from which on a judgement of a lake is kept; default: {@link LEAST_BYTES}. */
  readonly leastBytes?: number;
}

/** A lake as it was when it was opened. */
export interface JudgedLake {
  readonly store: Store;
  readonly cache: FileCache;
  readonly files: readonly LakeFile[];
  /** Opens it once more. */
  readonly open: Opening['open'];
  /** An engine that reads these files in the place of what the lake has of a judgement of their dates. */
  readonly show: (kept: readonly PlacedFile[]) => Promise<DuckdbEngine>;
}

/** Below, a question judges within two seconds, and to write all tables takes as long again (docs/scale.md). */
const LEAST_BYTES = 10e6;

/** The engine with {@link QueryEngine.judge}; of a lake that is small enough to be judged by each statement as it is. */
export function keepingJudgements(first: DuckdbEngine, lake: JudgedLake, judge: Judge): DuckdbEngine {
  const { leastBytes = LEAST_BYTES } = judge;
  const bytes = lake.files.reduce((sum, file) => sum + (file.isDerived ? 0 : file.bytes), 0);
  if (bytes < leastBytes) return first;
  const engines = new Set([first]);
  let hasGrown = false;
  const onJudge = (date: string): void => {
    hasGrown = true;
    judge.onJudge(date);
  };
  let last = first;
  const kept = new Map<string, readonly PlacedFile[]>();
  return {
    ...first,
    query: (...asked) => last.query(...asked),
    writeCsv: async (...asked) => last.writeCsv?.(...asked),
    lines: async (...asked) => last.lines?.(...asked),
    writeParquet: (...asked) => last.writeParquet(...asked),
    reads: (...asked) => last.reads(...asked),
    judge: async (dates, options) => {
      try {
        const files = await keptFiles(last, lake, { dates, judge: { ...judge, onJudge } }, options);
        if (files === undefined) return false;
        kept.set(dates.snapshotDate, files);
        last = await lake.show([...kept.values()].flat());
        engines.add(last);
        return true;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        judge.onFailure(error);
        return false;
      }
    },
    close: async () => {
      await Promise.all([...engines].map((engine) => engine.close()));
      if (hasGrown) await lake.cache.trim();
    },
  };
}

/** The files of a lake but those of its judgements that others take the place of. */
export function withKept(files: readonly LakeFile[], kept: readonly PlacedFile[]): (LakeFile | PlacedFile)[] {
  const replaced = new Set(kept.map(({ key }) => key));
  return [...files.filter(({ key }) => !replaced.has(key)), ...kept];
}

interface Judging {
  readonly dates: JudgedDates;
  readonly judge: Judge;
}

/** The files of the judgement, made first where one is not there whole; undefined: a lake is not judged by these dates. */
async function keptFiles(
  engine: DuckdbEngine,
  lake: JudgedLake,
  { dates, judge }: Judging,
  options: QueryOptions,
): Promise<PlacedFile[] | undefined> {
  const { snapshotDate, usesUntil } = dates;
  const sql = 'SELECT judgement_id FROM judgement_runs WHERE snapshot_date = ? AND uses_until = ?';
  const [[id] = []] = await allRows(engine, sql, [snapshotDate, usesUntil], options);
  if (id === undefined) return undefined;
  const sha256 = sha256Of(JSON.stringify([id, ...contentsUntil(usesUntil, lake.files)]));
  const files = TABLES_OF_JUDGEMENT.map((table) => ({
    ...{ table: table.name, key: derivedKey(table, snapshotDate), snapshotDate, sha256 },
    ...{ isDerived: true as const, rows: 0, modifiedAt: 0, runId: '', toolVersion: '' },
  }));
  const place = placeOf(lake.store);
  const found = async (): Promise<PlacedFile[]> => {
    const copies = await Promise.all(files.map((file) => lake.cache.find(place, file)));
    const root = lake.cache.folderOf(place.location);
    return files.flatMap((file, at) => (copies[at] === undefined ? [] : [{ ...file, root, ...copies[at] }]));
  };
  const there = await found();
  if (there.length === files.length) return there;
  judge.onJudge(snapshotDate);
  const put: Store['put'] = async (key, body) => {
    const bytes = body instanceof Uint8Array ? body : await buffer(body);
    const file = files.find((each) => each.key === key);
    if (file !== undefined) await lake.cache.take({ ...place, get: async () => bytes }, file);
    return 'stored';
  };
  await judge.write(lake, { put }, dates, options);
  return await found();
}

/** What changes where a file is replaced, even by one of the same size. */
function contentsUntil(usesUntil: string, files: readonly LakeFile[]): string[] {
  const read = files.filter((file) => !file.isDerived && file.snapshotDate <= usesUntil);
  return read.map(({ key, bytes, modifiedAt }) => `${key} ${bytes} ${modifiedAt}`).sort();
}

/** The lake in the cache: a folder is the same, however it is named. */
export function placeOf({ location }: Store): Pick<Store, 'location'> {
  return { location: location.startsWith('s3://') ? location : resolve(location) };
}
