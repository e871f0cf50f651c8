/** Accounts from IAM to the staging. */
import { inRounds } from '../async/rounds.js';
import { type OtherAccounts, Outage } from '../aws/outage.js';
import { Patience } from '../aws/patience.js';
import { lookAtFirst } from '../collect/first-accounts.js';
import { ReportMemory } from '../collect/job/memory.js';
import type { Source } from '../collect/source.js';
import type { Account, PlannedAccount } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import type { AccountOutcome, AccountReports } from '../model/report.js';
import type { PrincipalRow } from '../model/tables.js';
import type { AccountRecord } from '../snapshot/account-record.js';
import { type Plan, sourcesOf } from '../snapshot/plan/plan.js';
import { stageAccount } from '../snapshot/stage/account.js';
import { MemoryBudget } from '../snapshot/stage/memory-budget.js';
import type { LockedOptions } from './lock.js';

/** What one process collects of a plan. */
interface Share {
  readonly plan: Plan;
  readonly accounts: readonly PlannedAccount[];
}

/**
 * Accounts side by side, each to its record; those of which something failed in passing in further rounds, each a
 * further attempt. Fails only where no outcome of an account can tell what happened.
 */
export function collectAccounts(
  source: Source,
  { plan, accounts }: Share,
  held: LockedOptions,
  effects: Effects,
): Promise<AccountRecord[]> {
  const { store, accountConcurrency, jobTimeoutMs, retryForMs, progress, signal } = held;
  const shared = { planId: plan.planId, budget: new MemoryBudget() };
  const patience = new Patience(retryForMs, effects);
  const outage = new Outage({ patience, progress, others: othersOf(source, accounts, signal) }, effects);
  const callerWatch = new Outage({ patience, progress }, effects).watch(CALLER);
  const outcomes = new Map<string, AccountOutcome>(); // of accounts that a further attempt may measure better
  const first = lookAtFirst(accounts, held.access, source.organization.callerAccountId);
  const sources = sourcesOf(plan).map(({ name }) => name);
  const each = { jobTimeoutMs, progress, sources, memory: new ReportMemory() };
  const collect = async ({ account }: PlannedAccount, inner: AbortSignal) => {
    const { id } = account;
    const watch = outage.watch(id);
    let isMeasured = false; // an earlier run may have measured all of it
    const reports = (known: ReadonlyMap<string, PrincipalRow>) => {
      isMeasured = true;
      progress({ type: 'accountStarted', accountId: id, accountName: account.name });
      const own = { known, signal: inner, watch, callerWatch, earlier: outcomes.get(id) };
      return remembered(source.reports(account, { ...each, ...own }), (outcome) => {
        if (outcome.mayPass) outcomes.set(id, outcome);
        else outcomes.delete(id);
      });
    };
    const writer = effects.randomId(8); // of one attempt: a further one must not write over its parts
    const staged = stageAccount(store, { ...shared, accountId: id, writer, reports }, effects);
    const record = await staged.finally(watch.end);
    const { status, errorCode, errorMessage, principalsTotal } = record;
    if (!isMeasured && principalsTotal !== null)
      progress({ type: 'accountListed', accountId: id, principals: principalsTotal, kept: principalsTotal });
    progress({ type: 'accountDone', accountId: id, status, errorCode, errorMessage });
    if (!held.keepGoing) first.ended(record);
    return { result: record, again: outcomes.has(id) };
  };
  const onWait = (waiting: readonly PlannedAccount[], until: number) =>
    progress({ type: 'waiting', accounts: waiting.map(({ account }) => account.id), until });
  const rounds = { concurrency: accountConcurrency, signal, patienceMs: () => patience.leftMs, onWait };
  return inRounds(first.ordered, rounds, collect, effects);
}

/** Whose calls enter the accounts. */
const CALLER = 'caller';

function othersOf(source: Source, accounts: readonly PlannedAccount[], signal: AbortSignal | undefined): OtherAccounts {
  const byId = new Map(accounts.map(({ account }) => [account.id, account]));
  const ask = (id: string) => source.isAnswering(byId.get(id) as Account, signal);
  return { ids: [...byId.keys()], ask };
}

async function* remembered(reports: AccountReports, tell: (outcome: AccountOutcome) => void): AccountReports {
  const outcome = yield* reports;
  tell(outcome);
  return outcome;
}
