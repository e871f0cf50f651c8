/** The run: plan the accounts, collect them into the staging, publish the staging as a snapshot. */

import { onlyListed } from './collect/only-listed.js';
import { openSource, type Source } from './collect/source.js';
import { byClock } from './export/clock.js';
import { collectAccounts } from './export/collect-accounts.js';
import { type LockedOptions, whileAllLocked, whileLocked } from './export/lock.js';
import type { ExportOptions, PlanOptions, Shard, ShardSummary } from './export/options.js';
import { LATEST, latestPlan } from './lake/latest-plan.js';
import { repairOf } from './lake/repair.js';
import { refuseOtherOrganization } from './lake/same-organization.js';
import type { PlannedAccount } from './model/account.js';
import { DAY_MS } from './model/days.js';
import { type Effects, systemEffects } from './model/effects.js';
import type { Progress } from './model/progress.js';
import { type ApiCalls, addCalls } from './model/report.js';
import type { Scope } from './model/scope.js';
import { AUTO_SOURCES, accountTags, type SourceRequest } from './model/sources.js';
import type { ExportSummary } from './model/summary.js';
import { withIds } from './organization/named-scope.js';
import { isOpen } from './snapshot/commit.js';
import { exportLock, planLocks, publishLock, shardLock } from './snapshot/keys.js';
import { locksBelow, outlast } from './snapshot/lock.js';
import { leftOutOf, refuseForeignPlan, refuseFuturePlan } from './snapshot/plan/check.js';
import { committedBefore, incomplete, nothingToCollect } from './snapshot/plan/errors.js';
import { type Found, findPlan, openPlan } from './snapshot/plan/find.js';
import { accountsToCollect, makePlan, type Plan, scopeHash, sourcesOf } from './snapshot/plan/plan.js';
import { closeOpenAccount, readCollected } from './snapshot/publish/collected.js';
import { checkCoverage } from './snapshot/publish/coverage.js';
import { finishAsCommitted, publish } from './snapshot/publish/publish.js';
import { stagedPlans } from './snapshot/staging.js';

/**
 * Exports the organization as one snapshot, resuming an earlier run of the same scope.
 * Fails with a UserError of exit `nothing` where nothing is committed, with Interrupted when the
 * signal was aborted; what was measured stays staged, and the same call resumes it.
 */
export async function exportSnapshot(
  options: ExportOptions,
  effects: Effects = systemEffects,
  open: typeof openSource = openSource,
): Promise<ExportSummary> {
  await options.store.check();
  return asPlanner('export to', { options, effects, open }, async (source, held, effects) => {
    const found = await unfinished(source, held, effects);
    if (found.committed !== undefined) return found.committed;
    const plan = found.plan ?? (await newPlan(source, held, effects));
    tellPlanned(plan, { accounts: accountsToCollect(plan).length, resumed: found.plan !== undefined }, held);
    const accounts = accountsToCollect(plan);
    await collectAccounts(source, { plan, accounts }, held, effects);
    return publishCollected(plan, source.calls(), held, effects);
  });
}

/** The first step alone: writes the plan, or finds the unfinished one of the same scope. */
export async function planSnapshot(
  options: ExportOptions,
  effects: Effects = systemEffects,
  open: typeof openSource = openSource,
): Promise<{ planId: string; accounts: number; snapshotDate: string }> {
  await options.store.check();
  return asPlanner('plan an export to', { options, effects, open }, async (source, held, effects) => {
    const found = await unfinished(source, held, effects);
    const plan = found.plan ?? (await newPlan(source, held, effects));
    tellPlanned(plan, { accounts: accountsToCollect(plan).length, resumed: found.plan !== undefined }, options);
    const { planId, snapshotDate } = plan;
    return { planId, accounts: accountsToCollect(plan).length, snapshotDate };
  });
}

/** The second step, for every `of`-th account. Run again, it resumes. */
export async function collectShard(
  options: ExportOptions & PlanOptions & { readonly shard: Shard },
  effects: Effects = systemEffects,
  open: typeof openSource = openSource,
): Promise<ShardSummary> {
  const { store, shard, progress } = options;
  await store.check();
  const planId = await planIdOf(options, effects);
  const opened = await openPlan(store, planId, progress);
  if (opened.state === 'committed') throw committedBefore(planId, opened.summary.run);
  const { plan } = opened;
  const own = accountsToCollect(plan).filter((_, at) => at % shard.of === shard.index - 1);
  const folder = shardLock(planId, shard.index, shard.of);
  const lock = { folder, action: `collect shard ${shard.index}/${shard.of} into` };
  tellPlanned(
    plan,
    { accounts: own.length, resumed: true },
    { ...options, encoder: plan.encoder, sources: plan.sources },
  );
  const records = await withSource({ options, effects, open }, (source, effects) => {
    checkAgainstListing(plan, source, progress, effects);
    return whileLocked(options, lock, effects, async (held) => {
      await outlast(store, { ...lock, folder: publishLock(planId), signal: held.signal, progress }, effects);
      return collectAccounts(source, { plan, accounts: own }, held, effects);
    });
  });
  const accountsExported = records.filter((record) => record.status === 'exported').length;
  return { planId, shard, accounts: own.length, accountsExported, accountsFailed: own.length - accountsExported };
}

/**
 * The third step. A plan with accounts that nobody has ended is refused with a UserError, unless `allowIncomplete`:
 * then they are recorded as failed. A plan that is committed already answers as it did then, and so does the latest one
 * for a day.
 */
export async function publishPlan(
  options: ExportOptions & PlanOptions & { readonly allowIncomplete: boolean },
  effects: Effects = systemEffects,
): Promise<ExportSummary> {
  const { store, progress } = options;
  await store.check();
  const planId = await planIdOf(options, effects);
  const opened = await openPlan(store, planId, progress);
  if (opened.state === 'committed') return opened.summary;
  const { plan } = opened;
  const lock = { folder: publishLock(plan.planId), action: 'publish to' };
  return whileLocked(options, lock, effects, (held) =>
    whileNobodyMeasures(plan, held, effects, (closed) => publishClosed(plan, closed, options, effects)),
  );
}

/** The latest may have been committed within a day: by another run, or by this one before it was repeated. */
async function planIdOf({ planId, store, progress }: ExportOptions & PlanOptions, effects: Effects): Promise<string> {
  return planId === LATEST ? latestPlan(store, progress, { committedSince: effects.now() - DAY_MS }) : planId;
}

/** Holds the lock of every open shard as well: who measures one is outlasted as by any challenger, and none begins meanwhile. */
async function whileNobodyMeasures<T>(
  { planId }: Plan,
  held: LockedOptions,
  effects: Effects,
  work: (held: LockedOptions) => Promise<T>,
): Promise<T> {
  const locks = await locksBelow(held.store, planLocks(planId));
  const shards = locks.filter((folder) => folder !== publishLock(planId));
  const [first, ...others] = shards.map((folder) => ({ folder, action: 'publish to' }));
  if (first === undefined) return work(held);
  return whileAllLocked(held, [first, ...others], effects, ({ signal }) => work({ ...held, signal }));
}

async function publishClosed(
  plan: Plan,
  held: LockedOptions,
  { allowIncomplete, progress }: Pick<ExportOptions, 'progress'> & { readonly allowIncomplete: boolean },
  effects: Effects,
): Promise<ExportSummary> {
  const offsetMs = Math.round(held.storeNow) - effects.now(); // of a bucket it is AWS's clock, which nobody else is asked for here
  const byStore = byClock('that of the destination', offsetMs, progress, effects);
  refuseFuturePlan(plan, byStore.now());
  const { open } = await readCollected(held.store, plan);
  if (open.length > 0 && !allowIncomplete) throw incomplete(plan.planId, open);
  for (const account of open) await closeOpenAccount(held.store, plan, account, byStore);
  return publishCollected(plan, { total: 0, throttled: 0 }, held, byStore);
}

/** How the command ends: `gaps` where something asked for could not be measured, or a source not collected that was named. */
export function exitOf({ run, sourceGaps = [] }: ExportSummary): 'ok' | 'gaps' {
  const isDemanded = sourceGaps.some(({ demanded }) => demanded);
  return run.accounts_failed > 0 || run.principals_failed > 0 || isDemanded ? 'gaps' : 'ok';
}

/** What an export was called with. */
interface Called {
  readonly options: ExportOptions;
  readonly effects: Effects;
  readonly open: typeof openSource;
}

async function withSource<T>(
  { options, effects, open }: Called,
  work: (source: Source, effects: Effects) => Promise<T>,
): Promise<T> {
  const source = onlyListed(await open(options.access, effects, { signal: options.signal }));
  try {
    return await work(source, byClock("AWS's", source.clockOffsetMs, options.progress, effects));
  } finally {
    source.close();
  }
}

/**
 * Does the work as the one that plans this scope. A scope that cannot be planned is refused before anything is
 * written, unless there may be a plan to resume: its accounts were there when it was made. So is a destination of
 * another organization.
 */
function asPlanner<T>(
  action: string,
  called: Called,
  work: (source: Source, held: LockedOptions, effects: Effects) => Promise<T>,
): Promise<T> {
  const { options } = called;
  const { store } = options;
  return withSource(called, async (source, effects) => {
    const scope = withIds(options.scope, source.organization);
    await refuseOtherOrganization(store, source.organization);
    const asked = options.repair ? await repairing(source, options, effects) : { ...options, scope };
    if ((await stagedPlans(store)).length === 0) accountsIn(source, asked.scope);
    const lock = { folder: exportLock(scopeHash(asked.scope, source.organization)), action };
    return whileLocked(asked, lock, effects, (held) => work(source, held, effects));
  });
}

/** The options of the run that repairs: its scope and date follow from the lake. */
async function repairing({ organization }: Source, options: ExportOptions, effects: Effects): Promise<ExportOptions> {
  const { snapshotDate, accounts } = await repairOf(options.store, organization, effects.now());
  const scope = { thisAccount: false, accounts, excludeAccounts: [], ous: [], excludeOus: [] };
  return { ...options, snapshotDate, scope };
}

async function unfinished(source: Source, held: LockedOptions, effects: Effects): Promise<Found> {
  const { store, scope, snapshotDate, restart, progress, storeNow } = held;
  const search = { scopeHash: scopeHash(scope, source.organization), snapshotDate, restart, progress, storeNow };
  const found = await findPlan(store, search);
  if (found.plan !== undefined) checkAgainstListing(found.plan, source, progress, effects);
  return found;
}

/** A plan that is resumed may have been changed by whoever wrote to the lake. Fails with a UserError. */
function checkAgainstListing(plan: Plan, source: Source, progress: Progress, effects: Effects): void {
  refuseForeignPlan(plan, source, effects.now());
  const message = leftOutOf(plan, source);
  if (message !== undefined) progress({ type: 'notice', message });
}

async function newPlan(source: Source, held: LockedOptions, effects: Effects): Promise<Plan> {
  const { store, scope, encoder, snapshotDate, sources = AUTO_SOURCES } = held;
  const accounts = await taggedIn(source, { ...held, sources });
  const { organization } = source;
  return makePlan(store, { scope, organization, accounts, encoder, sources, snapshotDate }, effects);
}

/** Every account with its decision and, where the run asks for them, its tags. */
async function taggedIn(
  source: Source,
  { scope, progress, signal, sources }: LockedOptions & { readonly sources: readonly SourceRequest[] },
): Promise<readonly PlannedAccount[]> {
  const planned = accountsIn(source, scope);
  if (!sources.some(({ name }) => name === accountTags.name)) return planned;
  const { accounts, notice } = await source.tagged(planned, signal, progress);
  if (notice !== undefined) progress({ type: 'notice', message: notice });
  return accounts;
}

/** Every account with its decision. Fails with a UserError where none is to be collected. */
function accountsIn(source: Source, scope: Scope): readonly PlannedAccount[] {
  const accounts = source.accounts(scope);
  if (accounts.every((planned) => planned.decision !== 'collect')) throw nothingToCollect(accounts);
  return accounts;
}

function tellPlanned(
  plan: Plan,
  found: { readonly accounts: number; readonly resumed: boolean },
  { progress, encoder, sources }: ExportOptions,
): void {
  const { planId, snapshotDate } = plan;
  progress({ type: 'planned', planId, snapshotDate, ...found });
  if (plan.encoder !== encoder) {
    progress({ type: 'notice', message: `The plan that is resumed keeps its encoder ${plan.encoder}` });
  }
  const [kept, given] = [sourcesOf(plan), sources ?? sourcesOf(plan)].map((own) =>
    own.map(({ name }) => name).join(', '),
  );
  if (kept !== given)
    progress({ type: 'notice', message: `The plan that is resumed keeps its sources: ${kept || 'none'}` });
}

async function publishCollected(
  plan: Plan,
  calls: ApiCalls,
  held: LockedOptions,
  effects: Effects,
): Promise<ExportSummary> {
  const { store, minCoverage, toolVersion, progress, signal } = held;
  if (!(await isOpen(store, plan.planId))) return finishAsCommitted(store, plan, progress);
  const collected = await readCollected(store, plan);
  if (collected.open.length > 0) throw incomplete(plan.planId, collected.open);
  checkCoverage([...collected.records.values()], minCoverage);
  return publish(store, collected, { toolVersion, progress, signal, calls: addCalls(calls, collected.calls) }, effects);
}
