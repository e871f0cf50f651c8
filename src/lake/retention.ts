/** Which dates of a lake stay, and why. */
import { DAY_MS, dayOf } from '../model/days.js';
import { isWhole } from '../model/scope.js';
import type { CommittedRun } from '../snapshot/read-run.js';

export interface Retention {
  /** Dates (yyyy-MM-dd) that stay. */
  readonly keep?: readonly string[];
  /** So many newest snapshots stay, and what is newer than the oldest of them. */
  readonly keepLast?: number | undefined;
  /** Of so many newest months the newest snapshot stays. */
  readonly keepMonthly?: number | undefined;
  /** Snapshots whose date lies no further back stay. */
  readonly olderThanDays?: number | undefined;
}

/** The first that holds of: the newest (of all accounts, too), named, among the last, of its month, not too old. */
export type Kept = 'newest' | 'kept' | 'last' | 'monthly' | 'young';

/**
 * The dates that stay; all, where nothing limits them. Snapshots are counted by those of all accounts, where there are
 * any: a part of the accounts is no audit. `now`: ms since 1970 in UTC.
 */
export function keptDates(runs: readonly CommittedRun[], given: Retention, now: number): ReadonlyMap<string, Kept> {
  const { keep = [], keepLast, keepMonthly, olderThanDays } = given;
  const dates = datesOf(runs);
  const whole = datesOf(runs.filter(({ scope }) => isWhole(scope)));
  const counted = whole.length > 0 ? whole : dates;
  const kept = new Map<string, Kept>();
  const add = (why: Kept, which: readonly string[]) => {
    for (const date of which) if (!kept.has(date)) kept.set(date, why);
  };
  add('newest', [...dates.slice(-1), ...whole.slice(-1)]);
  add('kept', keep);
  if (keepLast !== undefined) add('last', since(dates, counted.at(-keepLast) ?? ''));
  if (keepMonthly !== undefined) add('monthly', newestOfMonths(counted, keepMonthly));
  if (olderThanDays !== undefined) add('young', since(dates, dayOf(now - olderThanDays * DAY_MS)));
  const isLimited = keep.length > 0 || [keepLast, keepMonthly, olderThanDays].some((limit) => limit !== undefined);
  if (!isLimited) add('young', dates);
  return kept;
}

function datesOf(runs: readonly CommittedRun[]): string[] {
  return [...new Set(runs.map((run) => run.snapshot_date))].sort();
}

function since(dates: readonly string[], first: string): string[] {
  return dates.filter((date) => date >= first);
}

function newestOfMonths(dates: readonly string[], months: number): string[] {
  return [...new Map(dates.map((date) => [date.slice(0, 7), date])).values()].slice(-months);
}
