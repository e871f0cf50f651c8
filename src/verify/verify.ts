/** Whether a lake is what its committed runs say: files by their manifests, facts by their rows, answers by both. */

import { resolve } from 'node:path';
import { type CommitHash, commitHash } from '../lake/commit-hashes.js';
import { isHidden, readCommits } from '../lake/runs.js';
import { UserError } from '../model/errors.js';
import { openDatabase } from '../query/duckdb/database.js';
import { openRuns } from '../query/duckdb/engine.js';
import { isDuckdbError } from '../query/duckdb/failure.js';
import type { LakeView } from '../query/duckdb/files/readable-files.js';
import { exactPath } from '../query/duckdb/tables.js';
import { RUNS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Entry, Store } from '../store/store.js';
import type { Damage } from './damage.js';
import { checkDerived, type VerifiedDerived } from './derived.js';
import { checkFiles, visibleFiles } from './files.js';
import { checkJudged, type Judged } from './judged.js';
import { type LocalCopy, localCopy } from './local-copy.js';
import { checkRows } from './rows.js';

const LINK = 'is a link, pipe or device, which is neither read nor followed';

export interface VerifyOptions {
  /** Runs of this date alone, yyyy-MM-dd. */
  readonly date?: string | undefined;
  readonly signal: AbortSignal;
  /** Called before each run is looked at. */
  readonly onRun: (run: CommittedRun) => void;
}

export interface VerifiedRun {
  readonly runId: string;
  readonly snapshotDate: string;
  /** As the sheet of a digest has it. */
  readonly commit: CommitHash;
  readonly files: number;
  readonly bytes: number;
  readonly actionRows: number;
  /** False where a file is damaged: what its rows should be compared with is then not known. */
  readonly rowsChecked: boolean;
  readonly damaged: boolean;
}

export interface Verified {
  readonly location: string;
  /** By ascending run id. */
  readonly runs: readonly VerifiedRun[];
  /** Files of derived tables that can be read. They are no part of any run, and make none whole. */
  readonly derived: readonly VerifiedDerived[];
  /** Dates of which the stored answers were judged anew; none where a run cannot be read. */
  readonly judged: readonly string[];
  readonly damages: readonly Damage[];
}

/**
 * Holds every committed run against its manifest, its counts and facts against its rows, and what `derive` stored for the
 * newest date against what the runs say. Reads every byte; a bucket's
 * objects are copied to a temporary folder, a run at a time. Fails with a UserError where something cannot be read
 * for another reason than damage, where no run is committed, or none of the date.
 */
export async function verify(store: Store, options: VerifyOptions): Promise<Verified> {
  const { runs: all, damages } = await checkCommits(store);
  const runs = all.filter((run) => options.date === undefined || run.snapshot_date === options.date);
  if (runs.length === 0 && damages.length === 0) throw noRun(store, options.date);
  const found: Damage[] = [...damages, ...(await foreignObjects(store))];
  const verified: VerifiedRun[] = [];
  for (const run of runs) {
    options.onRun(run);
    const { rowsChecked, damages: ofRun } = await checkRun(store, run, options);
    found.push(...ofRun);
    verified.push({ ...verifiedRun(run, rowsChecked, ofRun), commit: await commitHash(store, run) });
  }
  found.push(...(await strays(store, all, [...new Set(runs.map((run) => run.snapshot_date))], options)));
  const { derived, damages: ofDerived } = await checkDerived(store, all, options);
  const isRead = damages.length === 0 && verified.every(({ rowsChecked }) => rowsChecked);
  const judged = isRead
    ? await checkJudged(store, { ...options, derived, isRead: ofDerived.length === 0 })
    : NOT_JUDGED;
  found.push(...ofDerived, ...judged.damages);
  const strayIn = new Set(found.map(({ runId }) => runId));
  return {
    location: store.location,
    runs: verified.map((run) => (strayIn.has(run.runId) ? { ...run, damaged: true } : run)),
    derived,
    judged: judged.dates,
    damages: found,
  };
}

/** Answers made of runs that cannot be read say nothing. */
const NOT_JUDGED: Judged = { dates: [], damages: [] };

function verifiedRun(run: CommittedRun, rowsChecked: boolean, damages: readonly Damage[]): Omit<VerifiedRun, 'commit'> {
  return {
    runId: run.run_id,
    snapshotDate: run.snapshot_date,
    files: run.files.length,
    bytes: run.bytes,
    actionRows: run.action_rows,
    rowsChecked,
    damaged: damages.length > 0,
  };
}

async function checkRun(store: Store, run: CommittedRun, { signal }: VerifyOptions) {
  const copy = await localCopy(store);
  try {
    const damages = await checkFiles(store, run, copy.keep);
    signal.throwIfAborted();
    if (damages.length > 0) return { rowsChecked: false, damages };
    const engine = await openRuns(viewOf(copy, run), [run], { views: false });
    try {
      const unread = engine.damaged.map(({ problem }) => unreadable(run, problem));
      if (unread.length > 0) return { rowsChecked: false, damages: unread };
      return { rowsChecked: true, damages: await checkRows(engine, run.run_id, { signal }) };
    } finally {
      await engine.close();
    }
  } finally {
    await copy.remove();
  }
}

function unreadable({ run_id: runId }: CommittedRun, problem: string): Damage {
  return { kind: 'columns', runId, subject: runId, problem: `cannot be read: ${problem}` };
}

/** A lake that holds this one run. */
function viewOf({ location }: LocalCopy, run: CommittedRun): LakeView {
  async function* list(prefix: string): AsyncGenerator<Entry> {
    for (const { path: key, bytes } of run.files) if (key.startsWith(prefix)) yield { key, bytes, modifiedAt: 0 };
  }
  return { location, list };
}

/**
 * Files that no manifest names and that show rows all the same. A publisher's own, of attempts that were not
 * committed, show none: their rows carry the id of that attempt.
 */
async function strays(
  store: Store,
  runs: readonly CommittedRun[],
  dates: readonly string[],
  { signal }: VerifyOptions,
): Promise<Damage[]> {
  const named = new Set(runs.flatMap((run) => run.files.map(({ path }) => path)));
  const copy = await localCopy(store);
  const damages: Damage[] = [];
  try {
    for (const date of dates) {
      const ids = new Set(runs.filter((run) => run.snapshot_date === date).map((run) => run.run_id));
      for (const { key } of await visibleFiles(store, date)) {
        signal.throwIfAborted();
        if (!named.has(key) && (await copy.take(key))) damages.push(...(await strayIn(copy, key, ids)));
      }
    }
    return damages;
  } finally {
    await copy.remove();
  }
}

/** Links, pipes and devices: no run has written them, and what they lead to is no part of the lake. */
async function foreignObjects(store: Store): Promise<Damage[]> {
  const damages: Damage[] = [];
  for await (const subject of store.listForeign())
    damages.push({ kind: 'stray', runId: undefined, subject, problem: LINK });
  return damages;
}

async function strayIn({ location }: LocalCopy, key: string, committed: ReadonlySet<string>): Promise<Damage[]> {
  const ids = await runIdsIn(`${location}/${key}`);
  const stray = { kind: 'stray', subject: key } as const;
  if (ids === undefined) {
    return [{ ...stray, runId: undefined, problem: 'is not a file of a table, but Athena reads it as one' }];
  }
  return ids
    .filter((runId) => committed.has(runId))
    .map((runId) => ({ ...stray, runId, problem: `holds rows of run ${runId}, whose manifest does not name it` }));
}

function noRun({ location }: Store, date: string | undefined): UserError {
  const what = date === undefined ? 'there' : `of "${date}"`;
  return new UserError(`Cannot verify "${location}": no run ${what} is committed.`, {
    hint: '`access-lake snapshots` lists the committed runs.',
    ...(date === undefined ? {} : { exit: 'usage' as const }),
  });
}

interface CheckedCommits {
  /** By ascending key. */
  readonly runs: readonly CommittedRun[];
  readonly damages: readonly Damage[];
}

/** The commits, each by itself: a malformed one hides no other. Fails with a UserError where one cannot be fetched. */
async function checkCommits(store: Store): Promise<CheckedCommits> {
  const keys = (await listAll(store, RUNS)).map(({ key }) => key);
  const strays = keys.filter((key) => !isHidden(key) && !key.endsWith('.parquet')).map(strayOf);
  const { runs, malformed } = await readCommits(store);
  const damages = malformed.map(({ key, problem }): Damage => {
    return { kind: 'commit', runId: undefined, subject: key, problem };
  });
  return { runs, damages: [...strays, ...damages] };
}

function strayOf(key: string): Damage {
  return { kind: 'stray', runId: undefined, subject: key, problem: 'is not a commit, but Athena reads it as one' };
}

/** The ids of the runs of the rows in a file of the local file system; undefined where it is no file of a lake's table. */
async function runIdsIn(path: string): Promise<string[] | undefined> {
  const place = resolve(path);
  const database = await openDatabase([place]);
  const connection = await database.connect();
  try {
    const sql = 'SELECT DISTINCT run_id FROM read_parquet(?, hive_partitioning = false) ORDER BY run_id';
    const found = await connection.runAndReadAll(sql, [exactPath(place)]);
    return found.getRows().map(([id]) => String(id));
  } catch (error) {
    if (isDuckdbError(error)) return undefined;
    throw error;
  } finally {
    connection.closeSync();
    await database.close();
  }
}
