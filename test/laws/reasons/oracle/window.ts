/** How far back reports are read for the age of a grant: a lake may hold years of them. */
import { DAY_MS, type History } from './history.js';
import type { Question } from './question.js';
import { isWhole } from './snapshot.js';

/** A repair may be so many days later than the date that it stands under. */
const LATE_DAYS = 15;

/**
 * The first date of which reports are read: the last one of all accounts before the days, else the last, else the first of
 * the lake; or an earlier one that a repair within the days may stand under.
 */
export function firstDateRead({ runs }: History, { date, days }: Question): string {
  const all = [...runs.values()].map((run) => ({ date: String(run.snapshot_date), isWhole: isWhole(run) }));
  const dates = all.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const old = dates.filter((run) => run.date <= dayBefore(date, days));
  const before = old.findLast((run) => run.isWhole) ?? old.at(-1) ?? dates[0];
  const late = dayBefore(date, days + LATE_DAYS);
  return dates.find((run) => run.date === before?.date || run.date >= late)?.date ?? date;
}

function dayBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
