/** Clears the staging of plans that nobody resumes. */
import { silent } from '../model/progress.js';
import { cleanPlan, removeStaging } from '../snapshot/clean.js';
import { readCommit, readSoundCommit } from '../snapshot/commit.js';
import { abandon } from '../snapshot/find-plan.js';
import { LOCKS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import { isMalformed } from '../snapshot/malformed.js';
import { readPlan } from '../snapshot/plan.js';
import { DEAD_AFTER_MS, type StagedPlan } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';

export interface ExpiredStaging {
  /** Plans that were committed and not cleaned, cleaned and written to late, or without work for 12 hours. */
  readonly plans: number;
  readonly bytes: number;
}

export async function expireStaging(
  store: Store,
  staged: readonly StagedPlan[],
  storeNow: number,
  dryRun: boolean,
): Promise<ExpiredStaging> {
  let [plans, bytes] = [0, 0];
  for (const plan of staged) {
    const isOld = storeNow - plan.newestAt >= DEAD_AFTER_MS;
    const commit = await readCommit(store, plan.planId);
    if (commit?.kind === 'malformed') continue; // nobody knows whether it is committed
    if (!isOld && plan.hasPlan && commit === undefined) continue;
    plans += 1;
    bytes += plan.bytes;
    if (!dryRun) await clear(store, plan.planId);
  }
  if (!dryRun) await clearHolders(store, storeNow);
  return { plans, bytes };
}

async function clear(store: Store, planId: string): Promise<void> {
  const plan = await readPlan(store, planId);
  if (plan === undefined || isMalformed(plan)) return removeStaging(store, planId);
  const commit = await readSoundCommit(store, planId);
  if (commit === undefined) return abandon(store, plan, silent);
  await cleanPlan(store, plan, commit.kind === 'committed' ? commit.run : undefined);
}

/** Generations of holders that were killed and that nobody has replaced. */
async function clearHolders(store: Store, storeNow: number): Promise<void> {
  const dead = (await listAll(store, LOCKS)).filter((entry) => storeNow - entry.modifiedAt >= DEAD_AFTER_MS);
  await store.delete(dead.map((entry) => entry.key));
}
