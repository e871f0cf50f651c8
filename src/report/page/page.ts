/** What every view works with. */
import { askedAs } from '../../query/question/forms.js';
import type { ReportSummary } from '../payload.js';
import type { Sheets } from './sheets.js';
import type { Account } from './views/accounts/known-accounts.js';
import type { Principal } from './views/principals/principals.js';
import type { Searched } from './views/principals/search.js';

export interface Page {
  readonly summary: ReportSummary;
  readonly sheets: Sheets;
  readonly accounts: readonly Account[];
  /** Those of accounts that were listed. */
  readonly principals: readonly Principal[];
  /** Of each principal what a search looks through. */
  readonly searched: () => Promise<Searched>;
}

/** The command that tells more, for this lake and snapshot. */
export function queryOf({ summary }: Page, question: string, parameters: string): string {
  return `access-lake query ${askedAs(question)} ${summary.place} ${parameters}`.trim();
}

/** The command that lists what is new since the audit before the shown one. */
export function digestOf({ place, date }: ReportSummary): string {
  return `access-lake digest ${place} --to-date ${date}`;
}

/** The command that writes a report like this one of another snapshot. */
export function reportOf(place: string, date: string): string {
  return `access-lake report ${place} --snapshot-date ${date}`;
}

/** A value as a POSIX shell takes it. */
export function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
