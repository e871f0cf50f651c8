/** Dates and times of answers. */
import { UserError } from '../model/errors.js';

/** Stands where no date is known: no snapshot has it. */
export const NO_DATE = '0000-00-00';

/** The date so many days before another, as yyyy-MM-dd; before {@link NO_DATE} there is none. */
export function daysBefore(date: string, days: number): string {
  if (date === NO_DATE) return NO_DATE;
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** ms since 1970 of a cell of type date or timestamp. Fails with a UserError for what no calendar has: a lake may hold anything. */
export function timeOf(cell: string): number {
  const [date = '', time = '00:00:00'] = cell.split(' ');
  const ms = Date.parse(`${date}T${time}Z`);
  if (!Number.isNaN(ms)) return ms;
  throw new UserError(`Cannot take the time "${cell}" of an answer: it is not of the years 0000 to 9999.`, {
    hint: '`access-lake verify` lists what is wrong with the lake.',
  });
}
