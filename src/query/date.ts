/** The date of a snapshot. */

/** Stands where no date is known: no snapshot has it. */
export const NO_DATE = '0000-00-00';

/** The date so many days before another, as yyyy-MM-dd; before {@link NO_DATE} there is none. */
export function daysBefore(date: string, days: number): string {
  if (date === NO_DATE) return NO_DATE;
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
