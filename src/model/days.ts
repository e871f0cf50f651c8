/** Days in UTC as texts yyyy-MM-dd, and moments in ms since 1970. */
import { UserError } from './errors.js';

export const DAY_MS = 86_400_000;

/** Stands where no date is known: no snapshot has it. */
export const NO_DATE = '0000-00-00';

/** A snapshot may be committed so many days after its date, by a repair or a resumed plan. */
export const LATE_DAYS = 15;

/** How far IAM looks back: IAM User Guide, "Refine permissions in AWS using last accessed information". */
export const TRACKED_DAYS = 400;

/** Whether a text is a day that there is. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = startOf(text);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** The day of a moment. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The first moment of a day; NaN for a text that is none. */
export function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The day so many days before another; before {@link NO_DATE} there is none. */
export function daysBefore(date: string, days: number): string {
  return date === NO_DATE ? NO_DATE : dayOf(startOf(date) - days * DAY_MS);
}

export function daysAfter(date: string, days: number): string {
  return daysBefore(date, -days);
}

/** The moment of a cell of type date or timestamp. Fails with a UserError for what no calendar has: a lake may hold anything. */
export function timeOf(cell: string): number {
  const [date = '', time = '00:00:00'] = cell.split(' ');
  const ms = Date.parse(`${date}T${time}Z`);
  if (!Number.isNaN(ms)) return ms;
  throw new UserError(`Cannot take the time "${cell}" of an answer: it is not of the years 0000 to 9999.`, {
    hint: '`access-lake verify` lists what is wrong with the lake.',
  });
}
