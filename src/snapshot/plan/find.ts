/** What earlier runs of the same scope left: work to resume, a commit to clean up after, or leftovers to remove. */
import { UserError } from '../../model/errors.js';
import type { Progress } from '../../model/progress.js';
import type { ExportSummary } from '../../model/summary.js';
import type { Store } from '../../store/store.js';
import { openEncoder } from '../../tables/encoders.js';
import { cleanPlan, removeStaging } from '../clean.js';
import { abandonPlan, readSoundCommit } from '../commit.js';
import { STAGING } from '../keys.js';
import { malformedPlanSentence, malformedSentence } from '../malformed.js';
import { committedSummary, finishAsCommitted } from '../publish/publish.js';
import { DEAD_AFTER_MS, type StagedPlan, stagedPlans } from '../staging.js';
import { abandoned, malformedCommit, malformedPlan, unknownPlan } from './errors.js';
import type { Plan } from './plan.js';
import { type PlanState, readPlanState } from './state.js';

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
    const read = await readPlanState(store, staged.planId);
    if (read.state === 'malformedPlan' || read.state === 'malformedCommit') {
      search.progress({ type: 'notice', message: malformedSentenceOf(read) });
      isQuiet = false;
    } else if (read.state === 'unknown' || read.plan === undefined) await removeStaging(store, staged.planId);
    else if (read.plan.scopeHash === search.scopeHash) {
      found = await resolveStaged(store, search, { ...read, ...staged, plan: read.plan }, found);
    } else isQuiet = false;
  }
  // A plan that was killed while it was written has no folder yet. Uploads of others must not be cut off.
  if (isQuiet && found.plan === undefined) await store.abortUploads(STAGING);
  return found;
}

type SoundPlan = Extract<PlanState, { plan: Plan | undefined }> & StagedPlan & { readonly plan: Plan };

async function resolveStaged(store: Store, search: Search, staged: SoundPlan, found: Found): Promise<Found> {
  const { plan } = staged;
  const isLive = !search.restart && search.storeNow - staged.newestAt < DEAD_AFTER_MS;
  const isAskedFor = search.snapshotDate === undefined || search.snapshotDate === plan.snapshotDate;
  const hasFound = found.plan !== undefined || found.committed !== undefined;
  if (staged.state === 'committed') {
    const committed = await committedSummary(store, staged.run, search.progress);
    await cleanPlan(store, plan, staged.run);
    return isLive && isAskedFor && !hasFound ? { committed } : found;
  }
  if (staged.state === 'open' && isLive && !hasFound) {
    if (!isAskedFor) throw otherDate(plan, search.snapshotDate);
    return { plan };
  }
  await abandon(store, plan, search.progress);
  return found;
}

function malformedSentenceOf({ state, malformed }: Extract<PlanState, { malformed: object }>): string {
  return state === 'malformedPlan' ? malformedPlanSentence(malformed) : malformedSentence(malformed);
}

/** `summary`: what the run answered that committed the plan. */
export type OpenedPlan =
  | { readonly state: 'open'; readonly plan: Plan }
  | { readonly state: 'committed'; readonly summary: ExportSummary };

/** The plan to resume, or the run that committed it. Fails with a UserError where it is abandoned, unknown or malformed. */
export async function openPlan(store: Store, planId: string, progress: Progress): Promise<OpenedPlan> {
  const read = await readPlanState(store, planId);
  switch (read.state) {
    case 'open':
      return read;
    case 'committed': {
      const { plan, run } = read;
      const summary = plan ? finishAsCommitted(store, plan, progress) : committedSummary(store, run, progress);
      return { state: 'committed', summary: await summary };
    }
    case 'abandoned':
      throw abandoned(planId);
    case 'unknown':
      throw unknownPlan(planId, store.location);
    case 'malformedPlan':
      throw malformedPlan(planId, read.malformed);
    case 'malformedCommit':
      throw malformedCommit(planId, read.malformed);
  }
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
