import type { Progress } from '../model/progress.js';
import type { ExportSummary } from '../model/summary.js';
import type { Store } from '../store/store.js';
import { readSoundCommit } from './commit.js';
import { isMalformed } from './malformed.js';
import { type Plan, readPlan } from './plan.js';
import { abandoned, malformedPlan, unknownPlan } from './plan-errors.js';
import { committedSummary, finishAsCommitted } from './publish/publish.js';

/** `summary`: what the run answered that committed the plan. */
export type OpenedPlan =
  | { readonly state: 'open'; readonly plan: Plan }
  | { readonly state: 'committed'; readonly summary: ExportSummary };

/** The plan to resume, or the run that committed it. Fails with a UserError where it is abandoned, unknown or malformed. */
export async function openPlan(store: Store, planId: string, progress: Progress): Promise<OpenedPlan> {
  const [plan, commit] = [await readPlan(store, planId), await readSoundCommit(store, planId)];
  if (isMalformed(plan)) throw malformedPlan(planId, plan);
  if (commit?.kind === 'abandoned') throw abandoned(planId);
  if (commit?.kind === 'committed') {
    const summary = plan ? finishAsCommitted(store, plan, progress) : committedSummary(store, commit.run, progress);
    return { state: 'committed', summary: await summary };
  }
  if (plan === undefined) throw unknownPlan(planId, store.location);
  return { state: 'open', plan };
}
