/** The run: plan the accounts, collect them into the staging, publish the staging as a snapshot. */

import { inRounds } from './async/rounds.js';
import { Outage } from './aws/outage.js';
import { lookAtFirst } from './collect/first-accounts.js';
import { ReportMemory } from './collect/job/memory.js';
import { onlyListed } from './collect/only-listed.js';
import { openSource, type Source } from './collect/source.js';
import { repairOf } from './lake/repair.js';
import { refuseOtherOrganization } from './lake/same-organization.js';
import type { PlannedAccount } from './model/account.js';
import { type Effects, shifted, systemEffects } from './model/effects.js';
import type { Progress } from './model/progress.js';
import type { AccountOutcome, AccountReports, ApiCalls } from './model/report.js';
import type { Scope } from './model/scope.js';
import type { ExportSummary } from './model/summary.js';
import type { PrincipalRow } from './model/tables.js';
import type { Access } from './organization/access.js';
import type { AccountRecord } from './snapshot/account-record.js';
import { isOpen } from './snapshot/commit.js';
import { type Found, findPlan } from './snapshot/find-plan.js';
import { leftOutOf, refuseForeignPlan, refuseFuturePlan } from './snapshot/hold-plan.js';
import { exportLock, publishLock, shardLock } from './snapshot/keys.js';
import { type HeldLock, withLock } from './snapshot/lock.js';
import { openPlan } from './snapshot/open-plan.js';
import { accountsToCollect, makePlan, type Plan, scopeHash } from './snapshot/plan.js';
import { committedBefore, incomplete, nothingToCollect } from './snapshot/plan-errors.js';
import { addCalls, closeOpenAccount, readCollected } from './snapshot/publish/collected.js';
import { checkCoverage } from './snapshot/publish/coverage.js';
import { finishAsCommitted, publish } from './snapshot/publish/publish.js';
import { stageAccount } from './snapshot/stage/account.js';
import { MemoryBudget } from './snapshot/stage/memory-budget.js';
import { stagedPlans } from './snapshot/staging.js';
import type { Store } from './store/store.js';
import type { EncoderName } from './tables/encoder.js';

export interface ExportOptions {
  readonly store: Store;
  readonly access: Access;
  readonly scope: Scope;
  /** yyyy-MM-dd; undefined: today in UTC, or that of the plan that is resumed */
  readonly snapshotDate: string | undefined;
  readonly accountConcurrency: number;
  readonly jobTimeoutMs: number;
  /** How long what failed in passing is waited for and tried again, ms; 0: not. */
  readonly retryForMs: number;
  readonly encoder: EncoderName;
  /** Per cent of the principals asked for, below which nothing is published. */
  readonly minCoverage: number;
  /** Measure what the newest snapshot of all accounts could not, under its date, in place of scope and snapshotDate. */
  readonly repair?: boolean;
  /** Go on where the first accounts are all denied. */
  readonly keepGoing?: boolean;
  /** Abandon an unfinished plan of the same scope. */
  readonly restart: boolean;
  readonly toolVersion: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

export interface PlanOptions {
  readonly planId: string;
}

export interface Shard {
  /** 1 to `of` */
  readonly index: number;
  readonly of: number;
}

export interface ShardSummary extends PlanOptions {
  readonly shard: Shard;
  readonly accounts: number;
  readonly accountsExported: number;
  readonly accountsFailed: number;
}

/**
 * Exports the organization as one snapshot, going on where an earlier run of the same scope stopped.
 * Fails with a UserError of exit `nothing` where nothing is committed, with Interrupted when the
 * signal was aborted; what was measured is staged then, and the same call goes on with it.
 */
export async function exportSnapshot(
  options: ExportOptions,
  effects: Effects = systemEffects,
  open: typeof openSource = openSource,
): Promise<ExportSummary> {
  await options.store.check();
  return asPlanner(open, options, 'export to', effects, async (source, held, effects) => {
    const found = await unfinished(source, held, effects);
    if (found.committed !== undefined) return found.committed;
    const plan = found.plan ?? (await newPlan(source, held, effects));
    tellPlanned(plan, accountsToCollect(plan).length, found.plan !== undefined, held);
    await collectAccounts(source, plan, accountsToCollect(plan), held, effects);
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
  return asPlanner(open, options, 'plan an export to', effects, async (source, held, effects) => {
    const found = await unfinished(source, held, effects);
    const plan = found.plan ?? (await newPlan(source, options, effects));
    tellPlanned(plan, accountsToCollect(plan).length, found.plan !== undefined, options);
    const { planId, snapshotDate } = plan;
    return { planId, accounts: accountsToCollect(plan).length, snapshotDate };
  });
}

/** The second step, for every `of`-th account. Run again, it goes on where it stopped. */
export async function collectShard(
  options: ExportOptions & PlanOptions & { readonly shard: Shard },
  effects: Effects = systemEffects,
  open: typeof openSource = openSource,
): Promise<ShardSummary> {
  const { planId, shard } = options;
  await options.store.check();
  const opened = await openPlan(options.store, planId, options.progress);
  if (opened.state === 'committed') throw committedBefore(planId, opened.summary.run);
  const { plan } = opened;
  const own = accountsToCollect(plan).filter((_, at) => at % shard.of === shard.index - 1);
  const lock = shardLock(planId, shard.index, shard.of);
  tellPlanned(plan, own.length, true, { ...options, encoder: plan.encoder });
  const records = await withSource(open, options, effects, (source, effects) => {
    holdAgainstListing(plan, source, options.progress, effects);
    return whileLocked(options, lock, `collect shard ${shard.index}/${shard.of} into`, effects, (held) =>
      collectAccounts(source, plan, own, held, effects),
    );
  });
  const accountsExported = records.filter((record) => record.status === 'exported').length;
  return { planId, shard, accounts: own.length, accountsExported, accountsFailed: own.length - accountsExported };
}

/**
 * The third step. A plan with accounts that nobody has ended is refused with a UserError, unless `allowIncomplete`:
 * then they are recorded as failed. A plan that is committed already answers as it did then.
 */
export async function publishPlan(
  options: ExportOptions & PlanOptions & { readonly allowIncomplete: boolean },
  effects: Effects = systemEffects,
): Promise<ExportSummary> {
  await options.store.check();
  const opened = await openPlan(options.store, options.planId, options.progress);
  if (opened.state === 'committed') return opened.summary;
  const { plan } = opened;
  refuseFuturePlan(plan, effects.now());
  return whileLocked(options, publishLock(plan.planId), 'publish to', effects, async (held) => {
    const { open } = await readCollected(options.store, plan);
    if (open.length > 0 && !options.allowIncomplete) throw incomplete(plan.planId, open);
    for (const account of open) await closeOpenAccount(options.store, plan, account, effects);
    return publishCollected(plan, { total: 0, throttled: 0 }, held, effects);
  });
}

/** How the command ends: `gaps` where something asked for could not be measured. */
export function exitOf({ run }: ExportSummary): 'ok' | 'gaps' {
  return run.accounts_failed > 0 || run.principals_failed > 0 ? 'gaps' : 'ok';
}

async function withSource<T>(
  open: typeof openSource,
  options: ExportOptions,
  effects: Effects,
  work: (source: Source, effects: Effects) => Promise<T>,
): Promise<T> {
  const source = onlyListed(await open(options.access, effects, { signal: options.signal }));
  try {
    return await work(source, byClockOfAws(source, options, effects));
  } finally {
    source.close();
  }
}

/** What is written down follows AWS's clock: by a host's that is ahead, a run would be the newest for ever. */
function byClockOfAws({ clockOffsetMs }: Source, { progress }: ExportOptions, effects: Effects): Effects {
  const way = clockOffsetMs > 0 ? 'behind' : 'ahead of';
  const message = `The clock of this machine is ${inWords(Math.abs(clockOffsetMs))} ${way} AWS's, which the dates of this run follow`;
  if (clockOffsetMs !== 0) progress({ type: 'notice', message });
  return shifted(effects, clockOffsetMs);
}

const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

/** In the largest unit of which there are two. */
function inWords(ms: number): string {
  const counted = UNITS.map(([name, unit]) => ({ name, count: Math.round(ms / unit) }));
  const { name, count } = counted.find((one) => one.count >= 2) ?? { name: 'minutes', count: 0 };
  return `${count} ${name}`;
}

/**
 * Does the work as the one that plans this scope. A scope that cannot be planned is refused before anything is
 * written, unless there may be a plan to go on with: its accounts were there when it was made. So is a destination of
 * another organization.
 */
function asPlanner<T>(
  open: typeof openSource,
  options: ExportOptions,
  action: string,
  effects: Effects,
  work: (source: Source, held: LockedOptions, effects: Effects) => Promise<T>,
): Promise<T> {
  const { store } = options;
  return withSource(open, options, effects, async (source, effects) => {
    await refuseOtherOrganization(store, source.organization);
    const asked = options.repair ? await repairing(source, options, effects) : options;
    if ((await stagedPlans(store)).length === 0) accountsIn(source, asked.scope);
    const lock = exportLock(scopeHash(asked.scope, source.organization));
    return whileLocked(asked, lock, action, effects, (held) => work(source, held, effects));
  });
}

/** The options of the run that repairs: its scope and date follow from the lake. */
async function repairing({ organization }: Source, options: ExportOptions, effects: Effects): Promise<ExportOptions> {
  const { snapshotDate, accounts } = await repairOf(options.store, organization, effects.now());
  const scope = { thisAccount: false, accounts, excludeAccounts: [], ous: [], excludeOus: [] };
  return { ...options, snapshotDate, scope };
}

/** The options with what the lock adds: its signal also ends the work when another process took over. */
interface LockedOptions extends ExportOptions {
  readonly signal: AbortSignal;
  readonly storeNow: number;
}

function whileLocked<T>(
  options: ExportOptions,
  folder: string,
  action: string,
  effects: Effects,
  work: (held: LockedOptions) => Promise<T>,
): Promise<T> {
  const { store, signal, progress } = options;
  const held = ({ lost, takenAt }: HeldLock) => {
    return work({ ...options, signal: AbortSignal.any(signal ? [signal, lost] : [lost]), storeNow: takenAt });
  };
  return withLock(store, { folder, action, signal, progress }, held, effects);
}

async function unfinished(source: Source, held: LockedOptions, effects: Effects): Promise<Found> {
  const { store, scope, snapshotDate, restart, progress, storeNow } = held;
  const search = { scopeHash: scopeHash(scope, source.organization), snapshotDate, restart, progress, storeNow };
  const found = await findPlan(store, search);
  if (found.plan !== undefined) holdAgainstListing(found.plan, source, progress, effects);
  return found;
}

/** A plan that is resumed may have been changed by whoever wrote to the lake. Fails with a UserError. */
function holdAgainstListing(plan: Plan, source: Source, progress: Progress, effects: Effects): void {
  refuseForeignPlan(plan, source, effects.now());
  const message = leftOutOf(plan, source);
  if (message !== undefined) progress({ type: 'notice', message });
}

async function newPlan(source: Source, options: ExportOptions, effects: Effects): Promise<Plan> {
  const { store, scope, encoder, snapshotDate } = options;
  const accounts = accountsIn(source, scope);
  return makePlan(store, { scope, organization: source.organization, accounts, encoder, snapshotDate }, effects);
}

/** Every account with its decision. Fails with a UserError where none is to be collected. */
function accountsIn(source: Source, scope: Scope): readonly PlannedAccount[] {
  const accounts = source.accounts(scope);
  if (accounts.every((planned) => planned.decision !== 'collect')) throw nothingToCollect(accounts);
  return accounts;
}

function tellPlanned(plan: Plan, accounts: number, resumed: boolean, { progress, encoder }: ExportOptions): void {
  const { planId, snapshotDate } = plan;
  progress({ type: 'planned', planId, snapshotDate, resumed, accounts });
  if (plan.encoder === encoder) return;
  progress({ type: 'notice', message: `The plan that is resumed keeps its encoder ${plan.encoder}` });
}

/**
 * Accounts side by side, each to its record; those of which something failed in passing in further rounds, each a
 * further attempt. Fails only where no outcome of an account can tell what happened.
 */
function collectAccounts(
  source: Source,
  plan: Plan,
  planned: readonly PlannedAccount[],
  held: LockedOptions,
  effects: Effects,
): Promise<AccountRecord[]> {
  const { store, accountConcurrency, jobTimeoutMs, retryForMs, progress, signal } = held;
  const shared = { planId: plan.planId, budget: new MemoryBudget() };
  const outage = new Outage({ patienceMs: retryForMs, progress }, effects);
  const outcomes = new Map<string, AccountOutcome>();
  const first = lookAtFirst(planned, held.access, source.organization.callerAccountId);
  const each = { jobTimeoutMs, progress, memory: new ReportMemory() };
  const collect = async ({ account }: PlannedAccount, inner: AbortSignal) => {
    const { id } = account;
    const reports = (known: ReadonlyMap<string, PrincipalRow>) => {
      progress({ type: 'accountStarted', accountId: id, accountName: account.name });
      const own = { known, signal: inner, watch: outage.watch(id), earlier: outcomes.get(id) };
      return remembered(source.reports(account, { ...each, ...own }), (outcome) => outcomes.set(id, outcome));
    };
    const writer = effects.randomId(8); // of one attempt: a further one must not write over its parts
    const record = await stageAccount(store, { ...shared, accountId: id, writer, reports }, effects);
    const { status, errorCode, errorMessage } = record;
    progress({ type: 'accountDone', accountId: id, status, errorCode, errorMessage });
    if (!held.keepGoing) first.ended(record);
    return { result: record, again: outcomes.get(id)?.mayPass ?? false };
  };
  const onWait = (accounts: readonly PlannedAccount[], until: number) =>
    progress({ type: 'waiting', accounts: accounts.map(({ account }) => account.id), until });
  const rounds = { concurrency: accountConcurrency, signal, patienceMs: () => outage.patienceMs, onWait };
  return inRounds(first.ordered, rounds, collect, effects);
}

async function* remembered(reports: AccountReports, tell: (outcome: AccountOutcome) => void): AccountReports {
  const outcome = yield* reports;
  tell(outcome);
  return outcome;
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
