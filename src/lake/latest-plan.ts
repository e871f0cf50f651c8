/** The plan that `latest` stands for: engines that run shards hand on no id of a plan. */
import { UserError } from '../model/errors.js';
import { escapeForTerminal, jsonForTerminal } from '../model/escape.js';
import type { Progress } from '../model/progress.js';
import { asksForAll, isWhole } from '../model/scope.js';
import { malformedPlanSentence, malformedSentence } from '../snapshot/malformed.js';
import type { Plan } from '../snapshot/plan/plan.js';
import { readPlanState } from '../snapshot/plan/state.js';
import { stagedPlans } from '../snapshot/staging.js';
import type { Store } from '../store/store.js';
import { committedRuns } from './runs.js';

/** In the place of an id. */
export const LATEST = 'latest';

/**
 * The id of the newest open plan of all accounts; the open plans that it passes over are told. A newer one
 * that was committed since `committedSince` (ms since 1970 in UTC) counts too: who publishes again gets the answer once
 * more. Fails with a UserError where there is none.
 */
export async function latestPlan(
  store: Store,
  progress: Progress,
  { committedSince }: { readonly committedSince: number },
): Promise<string> {
  const open = await openPlans(store, progress);
  const whole = open.filter(({ scope }) => asksForAll(scope));
  const committed = await committedPlan(store, committedSince);
  const ids = [...whole.slice(0, 1).map(({ planId }) => planId), ...(committed === undefined ? [] : [committed])];
  const latest = ids.sort().at(-1);
  for (const { planId, scope } of open.filter((plan) => plan.planId !== latest)) {
    const why = asksForAll(scope) ? 'older' : 'of a part of the accounts';
    progress({ type: 'notice', message: escapeForTerminal(`The open plan ${planId} is ${why}, and is left alone`) });
  }
  if (latest === undefined) throw noPlan(store.location);
  return latest;
}

/** The newest first. What cannot be read is told: it may be the one. */
async function openPlans(store: Store, progress: Progress): Promise<Plan[]> {
  const open: Plan[] = [];
  for (const { planId } of await stagedPlans(store)) {
    const read = await readPlanState(store, planId);
    if (read.state === 'open') open.push(read.plan);
    else if (read.state === 'malformedPlan')
      progress({ type: 'notice', message: malformedPlanSentence(read.malformed) });
    else if (read.state === 'malformedCommit') progress({ type: 'notice', message: malformedSentence(read.malformed) });
  }
  return open;
}

async function committedPlan(store: Store, since: number): Promise<string | undefined> {
  const runs = await committedRuns(store);
  return runs.findLast((run) => isWhole(run.scope) && run.finished_at >= since)?.planId;
}

function noPlan(location: string): UserError {
  return new UserError(`Cannot find the latest plan: ${jsonForTerminal(location)} has no open one of all accounts.`, {
    hint: 'Make one with `access-lake plan`; `access-lake snapshots` lists the unfinished plans.',
  });
}
