/** Whether a lake has a snapshot of all accounts that is young enough and measured enough: what a watch asks. */
import { DAY_MS } from '../model/days.js';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { isWhole } from '../model/scope.js';
import { coverage, type Measured } from '../snapshot/publish/coverage.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { type AccountOfRun, accountsOfRun } from './run-rows.js';
import { BEST_FIRST } from './superseded.js';

export interface Wanted {
  /** Days since its newest run of all accounts was committed; undefined: any. */
  readonly maxAge: number | undefined;
  /** Per cent, as of `--min-coverage`. */
  readonly minCoverage: number;
}

/** Clocks of machines differ by less. A snapshot of a day to come is believed no more than one that is too old. */
const AHEAD_DAYS = 1;

/**
 * Fails with a UserError of exit `found`, which tells of the newest, unless a snapshot of all accounts is as wanted. What
 * later runs of its date measured counts. `now`: ms since 1970 in UTC.
 */
export async function requireYoung(
  store: Store,
  runs: readonly CommittedRun[],
  wanted: Wanted,
  now: number,
): Promise<void> {
  const { maxAge = Number.POSITIVE_INFINITY, minCoverage } = wanted;
  const newestFirst = runs.filter((run) => isWhole(run.scope)).sort((a, b) => b.finished_at - a.finished_at);
  let newest: string | undefined;
  for (const run of newestFirst) {
    const age = (now - run.finished_at) / DAY_MS;
    const isYoung = age <= maxAge && age >= -AHEAD_DAYS;
    if (!isYoung && newest !== undefined) continue;
    const reached = await coverageOf(
      store,
      runs.filter(({ snapshot_date: date }) => date === run.snapshot_date),
    );
    if (isYoung && reached !== undefined && reached >= minCoverage) return;
    newest ??= toldOf(run, age, reached);
  }
  throw notYoung(store.location, wanted, newest);
}

/** Per cent of the principals of all accounts that the runs of one date measured; undefined: their accounts cannot be read. */
async function coverageOf(store: Store, ofDate: readonly CommittedRun[]): Promise<number | undefined> {
  const shown = new Map<string, AccountOfRun>();
  for (const run of ofDate) {
    const accounts = await accountsOfRun(store, run);
    if (accounts === undefined) return undefined;
    for (const [id, row] of accounts) if (isShown(row, shown.get(id))) shown.set(id, row);
  }
  return coverage([...shown.values()].flatMap(measuredOf));
}

/** Of equal ones the newer run's. */
function isShown(row: AccountOfRun, before: AccountOfRun | undefined): boolean {
  return before === undefined || BEST_FIRST.indexOf(row.status) <= BEST_FIRST.indexOf(before.status);
}

function measuredOf(row: AccountOfRun): Measured[] {
  const { status, principals_total: principalsTotal } = row;
  if (status !== 'exported' && status !== 'failed') return [];
  const [exported, failed, deleted] = [row.principals_exported, row.principals_failed, row.principals_deleted];
  return [
    { status, principalsTotal, principals: { exported: exported ?? 0, failed: failed ?? 0, deleted: deleted ?? 0 } },
  ];
}

/** The end of a sentence that begins with the newest. */
function toldOf({ snapshot_date: date }: CommittedRun, age: number, reached: number | undefined): string {
  const days = `${Math.abs(age).toFixed(1)} days ${age < 0 ? 'ahead of this clock' : 'old'}`;
  const measured = reached === undefined ? 'its accounts cannot be read' : `measured ${shown(reached)} per cent`;
  return `the newest, of ${date}, is ${days} and ${measured}`;
}

/** Rounded down: what is below a bound must not read as the bound. */
function shown(percent: number): string {
  return (Math.floor(percent * 100) / 100).toFixed(2);
}

function notYoung(location: string, { maxAge, minCoverage }: Wanted, newest: string | undefined): UserError {
  const asked = [
    ...(maxAge === undefined ? [] : [`at most ${maxAge} days old`]),
    ...(minCoverage > 0 ? [`measured to ${minCoverage} per cent`] : []),
  ].join(' and ');
  const state = newest ?? 'none is of all accounts';
  return new UserError(`Cannot find a snapshot in ${jsonForTerminal(location)} that is ${asked}: ${state}.`, {
    exit: 'found',
    hint: 'See how the last exports ended: `access-lake snapshots` lists those that are unfinished.',
  });
}
