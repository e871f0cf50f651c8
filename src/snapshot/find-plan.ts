/** What earlier runs of the same scope left: work to resume, a commit to clean up after, or leftovers to remove. */
import { UserError } from '../model/errors.js';
import type { Progress } from '../model/progress.js';
import type { ExportSummary } from '../model/summary.js';
import type { Store } from '../store/store.js';
import { openEncoder } from '../tables/encoders.js';
import { cleanPlan, removeStaging } from './clean.js';
import { abandonPlan, readCommit, readSoundCommit } from './commit.js';
import { STAGING } from './keys.js';
import { isMalformed, type MalformedCommit, malformedPlanSentence, malformedSentence } from './malformed.js';
import { type Plan, readPlan } from './plan.js';
import { committedSummary } from './publish/publish.js';
import { DEAD_AFTER_MS, type StagedPlan, stagedPlans } from './staging.js';

export interface Search {
  readonly scopeHash: string;
  /** What the person asked for; undefined: any. */
  readonly snapshotDate: string | undefined;
  /** Abandon what is unfinished instead of resuming it. */
  readonly restart: boolean;
  /** The store's clock, ms since 1970 in UTC. */
  readonly storeNow: number;
  readonly progress: Progress;
}

export interface Found {
  /** To resume. */
  readonly plan?: Plan;
  /** What a run answered that was committed and not cleaned; it is cleaned now. */
  readonly committed?: ExportSummary;
}

/**
 * The newest unfinished plan of the scope. Older ones, dead ones and, with `restart`, all are abandoned: a commit
 * without rows first, then their files go. Fails with a UserError where its date is not the one asked for.
 */
export async function findPlan(store: Store, search: Search): Promise<Found> {
  let found: Found = {};
  let isQuiet = true;
  for (const staged of await stagedPlans(store)) {
    const plan = await readPlan(store, staged.planId);
    if (isMalformed(plan)) {
      search.progress({ type: 'notice', message: malformedPlanSentence(plan) });
      isQuiet = false;
    } else if (plan === undefined) await removeStaging(store, staged.planId);
    else if (plan.scopeHash === search.scopeHash) found = await resolveStaged(store, search, staged, plan, found);
    else isQuiet = false;
  }
  // A plan that was killed while it was written has no folder yet. Uploads of others must not be cut off.
  if (isQuiet && found.plan === undefined) await store.abortUploads(STAGING);
  return found;
}

async function resolveStaged(
  store: Store,
  search: Search,
  staged: StagedPlan,
  plan: Plan,
  found: Found,
): Promise<Found> {
  const isLive = !search.restart && search.storeNow - staged.newestAt < DEAD_AFTER_MS;
  const isAskedFor = search.snapshotDate === undefined || search.snapshotDate === plan.snapshotDate;
  const hasFound = found.plan !== undefined || found.committed !== undefined;
  const commit = await readCommit(store, plan.planId);
  if (commit?.kind === 'malformed') return leftAlone(commit, search, found);
  if (commit?.kind === 'committed') {
    const committed = await committedSummary(store, commit.run, search.progress);
    await cleanPlan(store, plan, commit.run);
    return isLive && isAskedFor && !hasFound ? { committed } : found;
  }
  if (commit === undefined && isLive && !hasFound) {
    if (!isAskedFor) throw otherDate(plan, search.snapshotDate);
    return { plan };
  }
  await abandon(store, plan, search.progress);
  return found;
}

/** Nobody knows whether that plan is committed: it is neither resumed nor removed. */
function leftAlone(commit: MalformedCommit, { progress }: Search, found: Found): Found {
  progress({ type: 'notice', message: malformedSentence(commit) });
  return found;
}

/** Gives a plan up for good. One that was committed just now is only cleaned. */
export async function abandon(store: Store, plan: Plan, progress: Progress): Promise<void> {
  await abandonPlan(store, await openEncoder(plan.encoder), plan.planId);
  const commit = await readSoundCommit(store, plan.planId);
  await cleanPlan(store, plan, commit?.kind === 'committed' ? commit.run : undefined);
  if (commit?.kind === 'committed') return;
  progress({ type: 'notice', message: `The unfinished plan ${plan.planId} was abandoned` });
}

function otherDate(plan: Plan, asked: string | undefined): UserError {
  return new UserError(
    `Cannot export snapshot "${asked}": an unfinished plan of the same scope has the date "${plan.snapshotDate}".`,
    { hint: `Finish it with --snapshot-date ${plan.snapshotDate}, or abandon it with --restart.` },
  );
}
