/**
 * Removes old dates, runs that newer ones replace, and what crashes left. A run's commit is emptied first, and
 * stays so; its files go in a later call, so that a query that began before does not lose them.
 */
import { type Effects, systemEffects } from '../model/effects.js';
import { isWhole } from '../model/scope.js';
import { expireRun } from '../snapshot/commit.js';
import { commitKey, expireLock, RUNS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import { withLock } from '../snapshot/lock.js';
import { stagedPlans } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';
import { openEncoder } from '../tables/encoders.js';
import { type ExpiredStaging, expireStaging } from './expire-staging.js';
import { type LakeFile, lakeFiles } from './files.js';
import { type CommittedRun, committedRuns, requireLake } from './runs.js';
import { supersededRuns } from './superseded.js';

/** A query that saw a run may take so long. */
const GRACE_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface ExpireOptions {
  /** Dates (yyyy-MM-dd) that stay; empty or undefined: all, unless they are too old. */
  readonly keep?: readonly string[];
  /** Snapshots whose date lies further back go. */
  readonly olderThanDays?: number;
  /** Tell what would go, and write nothing. */
  readonly dryRun: boolean;
}

export interface ExpiredRun {
  readonly runId: string;
  readonly snapshotDate: string;
  readonly reason: 'old' | 'superseded';
  /** Of its files, which go in a later call. */
  readonly bytes: number;
}

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

export interface ExpireResult {
  readonly dryRun: boolean;
  /** Runs that no query shows any more. */
  readonly runs: readonly ExpiredRun[];
  /** Files that went: of runs taken away by a call at least an hour ago, and those that no run names. */
  readonly files: Amount;
  /** Files that go in a later call. */
  readonly waiting: Amount;
  readonly staging: ExpiredStaging;
}

/** The newest snapshot and the newest of all accounts always stay. Fails with a UserError where there is no lake, or another `expire` is at it. */
export async function expire(
  store: Store,
  options: ExpireOptions,
  effects: Effects = systemEffects,
): Promise<ExpireResult> {
  await requireLake(store, 'expire snapshots');
  if (options.dryRun) return expireAt(store, options, effects.now(), effects);
  const lock = { folder: expireLock, action: 'expire snapshots of' };
  return withLock(store, lock, ({ takenAt }) => expireAt(store, options, takenAt, effects), effects);
}

/** `storeNow`: the store's clock, ms since 1970 in UTC. */
async function expireAt(
  store: Store,
  options: ExpireOptions,
  storeNow: number,
  effects: Effects,
): Promise<ExpireResult> {
  const { dryRun } = options;
  const plans = await stagedPlans(store);
  const commits = new Map((await listAll(store, RUNS)).map((commit) => [commit.key, commit.modifiedAt]));
  const files: LakeFile[] = [];
  for await (const file of lakeFiles(store)) files.push(file);
  const committed = await committedRuns(store); // last: a file of a run committed meanwhile is named by it
  const taken = await runsToTake(store, committed, options, effects.now());
  const named = namedFiles(committed, taken);
  const open = new Set(plans.filter((plan) => plan.hasPlan).map((plan) => plan.planId));
  const unnamed = files.filter((file) => !named.has(file.key) && !open.has(file.planId));
  const takenPlans = new Set(taken.map(({ run }) => run.planId));
  const isDue = (file: LakeFile) =>
    !takenPlans.has(file.planId) &&
    storeNow - Math.max(file.modifiedAt, commits.get(commitKey(file.planId)) ?? 0) >= GRACE_MS;
  const due = unnamed.filter(isDue);
  const staging = await expireStaging(store, plans, storeNow, dryRun);
  if (!dryRun) {
    const encoder = await openEncoder('arrow');
    for (const { run } of taken) await expireRun(store, encoder, run.planId);
    await store.delete(due.map((file) => file.key));
  }
  const runs = taken.map(({ run, reason }) => {
    return { runId: run.run_id, snapshotDate: run.snapshot_date, reason, bytes: run.bytes };
  });
  return { dryRun, runs, files: amountOf(due), waiting: amountOf(unnamed.filter((file) => !isDue(file))), staging };
}

interface Taken {
  readonly run: CommittedRun;
  readonly reason: ExpiredRun['reason'];
}

async function runsToTake(
  store: Store,
  committed: readonly CommittedRun[],
  { keep = [], olderThanDays }: ExpireOptions,
  now: number,
): Promise<Taken[]> {
  const stay = [newestDate(committed), newestDate(committed.filter(({ scope }) => isWhole(scope)))];
  const firstDate =
    olderThanDays === undefined ? '' : new Date(now - olderThanDays * DAY_MS).toISOString().slice(0, 10);
  const isOld = ({ snapshot_date: date }: CommittedRun) =>
    !stay.includes(date) && ((keep.length > 0 && !keep.includes(date)) || date < firstDate);
  const superseded = await supersededRuns(store, committed);
  return committed.flatMap((run): Taken[] => {
    if (isOld(run)) return [{ run, reason: 'old' }];
    return superseded.has(run.run_id) ? [{ run, reason: 'superseded' }] : [];
  });
}

function newestDate(runs: readonly CommittedRun[]): string | undefined {
  return runs
    .map((run) => run.snapshot_date)
    .sort()
    .at(-1);
}

function namedFiles(committed: readonly CommittedRun[], taken: readonly Taken[]): Set<string> {
  const gone = new Set(taken.map(({ run }) => run));
  const stay = committed.filter((run) => !gone.has(run));
  return new Set(stay.flatMap((run) => run.files.map((file) => file.path)));
}

function amountOf(files: readonly LakeFile[]): Amount {
  return { count: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
