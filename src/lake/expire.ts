/**
 * Removes old dates, runs that newer ones replace, and what crashes left. A run's commit is emptied first, and
 * stays so; its files go in a later call, so that a query that began before does not lose them.
 */
import { type Effects, systemEffects } from '../model/effects.js';
import { expireRun } from '../snapshot/commit.js';
import { commitKey, EXPIRE_LOCK, planIdOf, RUNS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import { withLock } from '../snapshot/lock.js';
import type { MalformedCommit } from '../snapshot/malformed.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import { stagedPlans } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';
import { openEncoder } from '../tables/encoders.js';
import type { Evidence } from './evidence.js';
import { type ExpiredStaging, expireStaging } from './expire-staging.js';
import { derivedOfOtherDates, type LakeFile, lakeFiles } from './files.js';
import { readCommits, requireLake } from './runs.js';
import { type ExpireOptions, judgeRuns, type Verdict } from './runs-to-take.js';

/** A query that saw a run may take so long. */
const GRACE_MS = 3_600_000;

export interface RunVerdict {
  readonly runId: string;
  readonly snapshotDate: string;
  readonly reason: Verdict['reason'];
  /** Of its files; those of a run that goes are removed in a later call. */
  readonly bytes: number;
  /** For which dates it is evidence, though too old or superseded: it stays therefore, or goes nevertheless. */
  readonly evidence?: Evidence;
}

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

export interface ExpireResult {
  readonly dryRun: boolean;
  /** Runs that no query shows any more. */
  readonly runs: readonly RunVerdict[];
  /** Runs that stay; none of them is told where one run was named. */
  readonly staying: readonly RunVerdict[];
  /** Runs that stay as evidence alone. */
  readonly evidence: Amount;
  /** Files that went: of runs taken away by a call at least an hour ago, those that no run names, and what was derived of dates without a run. */
  readonly files: Amount;
  /** Files that go in a later call. */
  readonly waiting: Amount;
  readonly staging: ExpiredStaging;
  /** Commits that nobody can believe: they stay, and what their plans wrote. */
  readonly malformed: readonly MalformedCommit[];
}

/** The newest snapshot and the newest of all accounts stay, unless their run is named. Fails with a UserError where there is no lake, or another `expire` is at it. */
export async function expire(
  store: Store,
  options: ExpireOptions,
  effects: Effects = systemEffects,
): Promise<ExpireResult> {
  await requireLake(store, 'expire snapshots');
  if (options.dryRun) return expireAt(store, options, effects.now(), effects);
  const lock = { folder: EXPIRE_LOCK, action: 'expire snapshots of' };
  return withLock(store, lock, ({ takenAt }) => expireAt(store, options, takenAt, effects), effects);
}

/** `storeNow`: the store's clock, ms since 1970 in UTC. */
async function expireAt(
  store: Store,
  options: ExpireOptions,
  storeNow: number,
  effects: Effects,
): Promise<ExpireResult> {
  const { dryRun, signal } = options;
  const plans = await stagedPlans(store);
  const commits = new Map((await listAll(store, RUNS)).map((commit) => [commit.key, commit.modifiedAt]));
  const files: LakeFile[] = [];
  for await (const file of lakeFiles(store)) files.push(file);
  const { runs: committed, malformed } = await readCommits(store); // last: a file of a run committed meanwhile is named by it
  const verdicts = await judgeRuns(store, committed, options, effects.now());
  const taken = verdicts.filter(({ goes }) => goes);
  const named = namedFiles(committed, taken);
  const open = new Set(plans.filter((plan) => plan.hasPlan).map((plan) => plan.planId));
  for (const { key } of malformed) open.add(planIdOf(key));
  const unnamed = files.filter((file) => !named.has(file.key) && !open.has(file.planId));
  const takenPlans = new Set(taken.map(({ run }) => run.planId));
  const isDue = (file: LakeFile) =>
    !takenPlans.has(file.planId) &&
    storeNow - Math.max(file.modifiedAt, commits.get(commitKey(file.planId)) ?? 0) >= GRACE_MS;
  const derived = await derivedOfOtherDates(store, new Set(committed.map((run) => run.snapshot_date)));
  const due = [...unnamed.filter(isDue), ...derived];
  signal?.throwIfAborted();
  const staging = await expireStaging(store, plans, storeNow, dryRun);
  if (!dryRun) {
    const encoder = await openEncoder('arrow');
    for (const { run } of taken) {
      signal?.throwIfAborted();
      await expireRun(store, encoder, run.planId);
    }
    signal?.throwIfAborted();
    await store.delete(due.map((file) => file.key));
  }
  const waiting = amountOf(unnamed.filter((file) => !isDue(file)));
  const staying = verdicts.filter(({ goes }) => !goes).map(told);
  const evidence = amountOf(staying.filter(({ reason }) => reason === 'evidence'));
  return { dryRun, runs: taken.map(told), staying, evidence, files: amountOf(due), waiting, staging, malformed };
}

function told({ run, reason, evidence }: Verdict): RunVerdict {
  const { run_id: runId, snapshot_date: snapshotDate, bytes } = run;
  return { runId, snapshotDate, reason, bytes, ...(evidence === undefined ? {} : { evidence }) };
}

function namedFiles(committed: readonly CommittedRun[], taken: readonly Verdict[]): Set<string> {
  const gone = new Set(taken.map(({ run }) => run));
  const stay = committed.filter((run) => !gone.has(run));
  return new Set(stay.flatMap((run) => run.files.map((file) => file.path)));
}

function amountOf(all: readonly { readonly bytes: number }[]): Amount {
  return { count: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
}
