/** Which earlier reports tell the age of a grant: a lake may hold years of them. */
import { DAY_MS, type Sighting } from './history.js';

/** IAM looks back 400 days, and a repair may be 15 days later than the date that it stands under. */
const WINDOW_DAYS = 415;

/** Of the reports of one principal those of the window, and of those before it the last whose moment is known. */
export function tellingReports(reports: readonly Sighting[], date: string): Sighting[] {
  const first = new Date(Date.parse(`${date}T00:00:00Z`) - WINDOW_DAYS * DAY_MS).toISOString().slice(0, 10);
  const before = reports.filter((report) => report.date < first && report.generatedAt !== null);
  const last = before.toSorted(byMoment).at(-1);
  return reports.filter((report) => report.date >= first || report === last);
}

function byMoment(a: Sighting, b: Sighting): number {
  const apart = (a.generatedAt as number) - (b.generatedAt as number);
  return apart !== 0 ? apart : a.runId < b.runId ? -1 : 1;
}
