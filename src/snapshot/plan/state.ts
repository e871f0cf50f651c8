/** What state a plan is in, by its plan.json and its commit: the one place that decides it. */
import type { Store } from '../../store/store.js';
import { readCommit } from '../commit.js';
import { isMalformed, type MalformedCommit, type MalformedPlan } from '../malformed.js';
import type { CommittedRun } from '../read-run.js';
import { type Plan, readPlan } from './plan.js';

/** `plan`: undefined where plan.json is gone, or cannot be read; of a plan with a commit it does not matter any more. */
export type PlanState =
  | { readonly state: 'open'; readonly plan: Plan }
  | { readonly state: 'committed'; readonly plan: Plan | undefined; readonly run: CommittedRun }
  /** Or its run has expired. */
  | { readonly state: 'abandoned'; readonly plan: Plan | undefined }
  /** Neither plan nor commit. */
  | { readonly state: 'unknown' }
  | { readonly state: 'malformedPlan'; readonly malformed: MalformedPlan }
  /** Nobody knows whether it is committed: it is neither resumed nor removed. */
  | { readonly state: 'malformedCommit'; readonly malformed: MalformedCommit };

export async function readPlanState(store: Store, planId: string): Promise<PlanState> {
  const read = await readPlan(store, planId);
  const commit = await readCommit(store, planId);
  const plan = isMalformed(read) ? undefined : read;
  if (commit?.kind === 'malformed') return { state: 'malformedCommit', malformed: commit };
  if (commit?.kind === 'committed') return { state: 'committed', plan, run: commit.run };
  if (commit?.kind === 'abandoned') return { state: 'abandoned', plan };
  if (isMalformed(read)) return { state: 'malformedPlan', malformed: read };
  return read === undefined ? { state: 'unknown' } : { state: 'open', plan: read };
}
