/** What a further run can still measure of the newest snapshot of all accounts. */

import type { Organization } from '../model/account.js';
import { DAY_MS, startOf } from '../model/days.js';
import { UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';
import { isWhole } from '../model/scope.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { type AccountOfRun, accountsOfRun } from './run-rows.js';
import { committedRuns } from './runs.js';
import { BEST_FIRST } from './superseded.js';

/** Questions that look for uses within some days look so many days further back for what was committed late. */
const MOST_DAYS_LATE = 14;
export interface Repair {
  /** yyyy-MM-dd */
  readonly snapshotDate: string;
  /** Ids, ascending. */
  readonly accounts: readonly string[];
}

/**
 * The accounts that the snapshot shows as failed or with failed principals, and that the organization still has.
 * Fails with a UserError where there is no such snapshot, it is too old, or there is nothing to repair. `now`: ms.
 */
export async function repairOf(store: Store, { accounts }: Organization, now: number): Promise<Repair> {
  const runs = await committedRuns(store);
  const dates = runs.filter(({ scope }) => isWhole(scope)).map((run) => run.snapshot_date);
  const snapshotDate = dates.sort().at(-1);
  if (snapshotDate === undefined) throw noSnapshot(store);
  const age = Math.floor((now - startOf(snapshotDate)) / DAY_MS);
  if (age > MOST_DAYS_LATE) throw tooOld(snapshotDate, age);
  const shown = await shownAccounts(
    store,
    runs.filter((run) => run.snapshot_date === snapshotDate),
  );
  const listed = new Set(accounts.map(({ id }) => id));
  const lacking = [...shown.values()].filter((row) => listed.has(row.account_id) && isLacking(row));
  if (lacking.length === 0) throw nothingToRepair(snapshotDate);
  return { snapshotDate, accounts: lacking.map((row) => row.account_id).sort() };
}

function isLacking({ status, principals_failed }: AccountOfRun): boolean {
  return status === 'failed' || (principals_failed ?? 0) > 0;
}

/** The row of each account that the views show of the runs of one date, by ascending run_id. */
async function shownAccounts(store: Store, runs: readonly CommittedRun[]): Promise<Map<string, AccountOfRun>> {
  const shown = new Map<string, AccountOfRun>();
  for (const run of runs) {
    const rows = await accountsOfRun(store, run);
    if (rows === undefined) throw unreadable(run);
    for (const [id, row] of rows) {
      const before = shown.get(id);
      if (before === undefined || rankOf(row) <= rankOf(before)) shown.set(id, row);
    }
  }
  return shown;
}

function rankOf({ status }: AccountOfRun): number {
  return BEST_FIRST.indexOf(status);
}

function noSnapshot({ location }: Store): UserError {
  return new UserError(`Cannot repair "${escapeForTerminal(location)}": it holds no snapshot of all accounts.`, {
    hint: 'Run `access-lake export` without --repair, --account, --ou and --this-account.',
  });
}

function tooOld(date: string, days: number): UserError {
  return new UserError(
    `Cannot repair the snapshot of "${date}": it is ${days} days old, and ${MOST_DAYS_LATE} are the most.`,
    {
      hint: 'Run `access-lake export` without --repair: it makes a snapshot of today.',
    },
  );
}

function nothingToRepair(date: string): UserError {
  return new UserError(`Cannot repair the snapshot of "${date}": nothing that can be measured again failed in it.`, {
    hint: '`access-lake query coverage_gaps` lists what was not measured.',
  });
}

function unreadable({ run_id }: CommittedRun): UserError {
  return new UserError(`Cannot repair run "${run_id}": its accounts cannot be read.`, {
    hint: '`access-lake verify` names every damage.',
  });
}
