/** What a lake holds: committed runs and unfinished plans. */

import { prefetch } from '../async/prefetch.js';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import type { Scope } from '../model/scope.js';
import { readFolder } from '../snapshot/account-record.js';
import { readCommitAt } from '../snapshot/commit.js';
import { commitKey, RUNS } from '../snapshot/keys.js';
import type { MalformedCommit, MalformedPlan } from '../snapshot/malformed.js';
import { accountsToCollect, type Plan } from '../snapshot/plan/plan.js';
import { readPlanState } from '../snapshot/plan/state.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import { type StagedPlan, stagedPlans } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';

export type { MalformedCommit } from '../snapshot/malformed.js';
export type { CommittedRun } from '../snapshot/read-run.js';

const AHEAD = 16;

export interface UnfinishedPlan {
  readonly planId: string;
  readonly snapshotDate: string;
  readonly scope: Scope;
  /** ms since 1970 in UTC */
  readonly startedAt: number;
  /** Last change of its staging by the store's clock. */
  readonly changedAt: number;
  /** Accounts to collect, and those of them that an attempt has closed. */
  readonly accounts: number;
  readonly accountsClosed: number;
  /** Of its staging. */
  readonly bytes: number;
}

export interface Snapshots {
  /** By ascending run_id. */
  readonly committed: readonly CommittedRun[];
  /** Commits whose runs are not shown. */
  readonly malformed: readonly MalformedCommit[];
  readonly unfinished: readonly UnfinishedPlan[];
  /** Plans that nobody resumes. */
  readonly malformedPlans: readonly MalformedPlan[];
}

/** Fails with a UserError where there is no lake. */
export async function listSnapshots(store: Store): Promise<Snapshots> {
  await requireLake(store, 'list snapshots');
  const { runs, malformed } = await readCommits(store);
  return { committed: runs, malformed, ...(await unfinishedPlans(store)) };
}

/** Fails with a UserError, `Cannot <action>: …`, where not one object lies. */
export async function requireLake(store: Store, action: string): Promise<void> {
  for await (const _ of store.list('')) return;
  throw new UserError(`Cannot ${action}: there is no lake at ${jsonForTerminal(store.location)}.`, {
    hint: 'Check --destination, or create one with `access-lake export`.',
  });
}

/** What the commits of a lake say. */
export interface Commits {
  /** By ascending key. */
  readonly runs: readonly CommittedRun[];
  /** Commits that nobody can believe: their runs are not shown. */
  readonly malformed: readonly MalformedCommit[];
}

/** Every commit. One that is gone since the listing, or that abandons a plan, says nothing. */
export async function readCommits(store: Pick<Store, 'list' | 'get'>): Promise<Commits> {
  const keys: string[] = [];
  for await (const { key } of store.list(RUNS)) if (isCommitKey(key)) keys.push(key);
  const runs = new Map<string, CommittedRun>();
  const malformed: MalformedCommit[] = [];
  for await (const commit of prefetch(keys, AHEAD, (key) => readCommitAt(store, key))) {
    if (commit?.kind === 'malformed') {
      const { kind: _kind, ...told } = commit;
      malformed.push(told);
    }
    if (commit?.kind !== 'committed') continue;
    const other = runs.get(commit.run.run_id);
    if (other === undefined) runs.set(commit.run.run_id, commit.run);
    else malformed.push({ key: commitKey(commit.run.planId), problem: `is of the run of ${commitKey(other.planId)}` });
  }
  return { runs: [...runs.values()], malformed };
}

/** The runs of {@link readCommits} alone. */
export async function committedRuns(store: Store): Promise<readonly CommittedRun[]> {
  return (await readCommits(store)).runs;
}

/** Athena takes files whose name begins with `_` or `.` for hidden. */
export function isHidden(key: string): boolean {
  return /^[_.]/.test(key.slice(key.lastIndexOf('/') + 1));
}

function isCommitKey(key: string): boolean {
  return key.endsWith('.parquet') && !isHidden(key);
}

async function unfinishedPlans(store: Store): Promise<Pick<Snapshots, 'unfinished' | 'malformedPlans'>> {
  const malformedPlans: MalformedPlan[] = [];
  const unfinished: UnfinishedPlan[] = [];
  for (const staged of await stagedPlans(store)) {
    const read = await readPlanState(store, staged.planId);
    if (read.state === 'malformedPlan') malformedPlans.push(read.malformed);
    if (read.state === 'open') unfinished.push(await unfinishedPlan(store, staged, read.plan));
  }
  return { unfinished, malformedPlans };
}

async function unfinishedPlan(store: Store, staged: StagedPlan, plan: Plan): Promise<UnfinishedPlan> {
  const accounts = accountsToCollect(plan);
  const folders = prefetch(accounts, AHEAD, ({ account }) => readFolder(store, plan.planId, account.id));
  let accountsClosed = 0;
  for await (const { records } of folders) if (records.length > 0) accountsClosed += 1;
  return {
    planId: plan.planId,
    snapshotDate: plan.snapshotDate,
    scope: plan.scope,
    startedAt: plan.startedAt,
    changedAt: staged.newestAt,
    accounts: accounts.length,
    accountsClosed,
    bytes: staged.bytes,
  };
}
