/** Days count from the newest snapshot back, so that a greater number is earlier; reports of a morning have whole numbers. */

export const NEWEST = '2026-07-01';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Reports of the afternoon are made ten hours after those of the morning. */
export const AFTERNOON = 10 / 24;

/** The day so many days before the newest snapshot, yyyy-MM-dd. */
export function dateOf(day: number): string {
  return new Date(Date.parse(`${NEWEST}T00:00:00Z`) - day * DAY_MS).toISOString().slice(0, 10);
}

/** When a report is made, in ms: at six in the morning of a whole day. */
export function reportOf(at: number): number {
  return Math.round(Date.parse(`${NEWEST}T06:00:00Z`) - at * DAY_MS);
}

/** When something happens on a whole day: at noon, or, so that it is whole days ago to the millisecond, at the hour of reports. */
export function momentOf(day: number): number {
  return reportOf(day) + (day % 2 === 0 ? 0 : 6 * HOUR_MS);
}

/** From a day on, and before another; -1 ends after all reports. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

export const EVER: Period = { from: 9999, until: -1 };

export function isDuring({ from, until }: Period, at: number): boolean {
  return from >= at && until < at;
}
