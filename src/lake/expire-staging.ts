/** Clears the staging of plans that nobody resumes. */
import { silent } from '../model/progress.js';
import { cleanPlan, removeStaging } from '../snapshot/clean.js';
import { LOCKS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import { abandon } from '../snapshot/plan/find.js';
import { type PlanState, readPlanState } from '../snapshot/plan/state.js';
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
    const read = await readPlanState(store, plan.planId);
    if (read.state === 'malformedCommit') continue; // nobody knows whether it is committed
    if (!isOld && (read.state === 'open' || read.state === 'malformedPlan')) continue;
    plans += 1;
    bytes += plan.bytes;
    if (!dryRun) await clear(store, plan.planId, read);
  }
  if (!dryRun) await clearHolders(store, storeNow);
  return { plans, bytes };
}

async function clear(store: Store, planId: string, read: PlanState): Promise<void> {
  if (read.state === 'open') return abandon(store, read.plan, silent);
  const plan = 'plan' in read ? read.plan : undefined;
  if (plan === undefined) return removeStaging(store, planId);
  await cleanPlan(store, plan, read.state === 'committed' ? read.run : undefined);
}

/** Generations of holders that were killed and that nobody has replaced. */
async function clearHolders(store: Store, storeNow: number): Promise<void> {
  const dead = (await listAll(store, LOCKS)).filter((entry) => storeNow - entry.modifiedAt >= DEAD_AFTER_MS);
  await store.delete(dead.map((entry) => entry.key));
}
