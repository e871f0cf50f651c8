import type { Progress } from '../model/progress.js';
import type { ExportSummary } from '../model/summary.js';
import type { Store } from '../store/store.js';
import { readSoundCommit } from './commit.js';
import { isMalformed } from './malformed.js';
import { type Plan, readPlan } from './plan.js';
import { abandoned, malformedPlan, unknownPlan } from './plan-errors.js';
import { committedSummary, finishAsCommitted } from './publish/publish.js';

/** The plan to go on with, or what its run answered where it is committed. Fails with a UserError where it is neither. */
export async function openPlan(store: Store, planId: string, progress: Progress): Promise<Plan | ExportSummary> {
  const [plan, commit] = [await readPlan(store, planId), await readSoundCommit(store, planId)];
  if (isMalformed(plan)) throw malformedPlan(planId, plan);
  if (commit?.kind === 'abandoned') throw abandoned(planId);
  if (commit?.kind === 'committed')
    return plan ? finishAsCommitted(store, plan, progress) : committedSummary(store, commit.run);
  if (plan === undefined) throw unknownPlan(planId, store.location);
  return plan;
}
