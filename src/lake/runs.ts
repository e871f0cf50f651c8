/** What a lake holds: committed runs and unfinished plans. */

import { prefetch } from '../async/prefetch.js';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import type { Scope } from '../model/scope.js';
import type { ManifestFile } from '../model/summary.js';
import { type RunRow, SCHEMA_VERSION } from '../model/tables.js';
import { readFolder } from '../snapshot/account-record.js';
import { filesOf } from '../snapshot/clean.js';
import { commitOf, readCommit } from '../snapshot/commit.js';
import { RUNS } from '../snapshot/keys.js';
import { accountsToCollect, type Plan, readPlan } from '../snapshot/plan.js';
import { type StagedPlan, stagedPlans } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';

const AHEAD = 16;

export interface CommittedRun extends RunRow {
  readonly planId: string;
  readonly files: readonly ManifestFile[];
  /** Of all its files. */
  readonly bytes: number;
}

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
  readonly unfinished: readonly UnfinishedPlan[];
}

/** Fails with a UserError where there is no lake, or a run was written by a newer version than this one can read. */
export async function listSnapshots(store: Store): Promise<Snapshots> {
  await requireLake(store, 'list snapshots');
  return { committed: await committedRuns(store), unfinished: await unfinishedPlans(store) };
}

/** Fails with a UserError, `Cannot <action>: …`, where not one object lies. */
export async function requireLake(store: Store, action: string): Promise<void> {
  for await (const _ of store.list('')) return;
  throw new UserError(`Cannot ${action}: there is no lake at ${jsonForTerminal(store.location)}.`, {
    hint: 'Check --destination, or make one with access-lake export.',
  });
}

/** The committed runs by ascending run_id. */
export async function committedRuns(store: Store): Promise<CommittedRun[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(RUNS)) if (key.endsWith('.parquet')) keys.push(key);
  const runs: CommittedRun[] = [];
  for await (const run of prefetch(keys, AHEAD, (key) => committedRun(store, key))) if (run) runs.push(run);
  return runs;
}

/** Undefined for a plan that was abandoned or whose run has expired, or a commit that is gone since the listing. */
export async function committedRun(store: Store, key: string): Promise<CommittedRun | undefined> {
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  const commit = await commitOf(bytes, `${store.location}/${key}`);
  if (commit.kind === 'abandoned') return undefined;
  checkVersion(commit.run);
  const files = filesOf(commit.run);
  const planId = key.slice(RUNS.length, -'.parquet'.length);
  return { ...commit.run, planId, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function checkVersion({ run_id, schema_version }: RunRow): void {
  if (schema_version <= SCHEMA_VERSION) return;
  throw new UserError(
    `Cannot read run "${run_id}": its schema version is "${schema_version}", and this version of Access Lake knows ${SCHEMA_VERSION}.`,
    { hint: 'Install a newer version of Access Lake.' },
  );
}

async function unfinishedPlans(store: Store): Promise<UnfinishedPlan[]> {
  const unfinished: UnfinishedPlan[] = [];
  for (const staged of await stagedPlans(store)) {
    const plan = await readPlan(store, staged.planId);
    if (plan === undefined || (await readCommit(store, staged.planId)) !== undefined) continue;
    unfinished.push(await unfinishedPlan(store, staged, plan));
  }
  return unfinished;
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
