/** What every view works with. */
import { accessLake } from '../../model/commands/command-line.js';
import { wordsOf } from '../../query/question/forms.js';
import type { ReportSummary } from '../payload.js';
import type { Sheets } from './sheets.js';
import type { Account } from './views/accounts/known-accounts.js';
import type { Principal } from './views/principals/principals.js';
import type { Searched } from './views/principals/search.js';
import type { Subject } from './views/tasks/task-rows.js';

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
export function queryOf({ summary }: Page, question: string, parameters: readonly string[]): string {
  return queryAt(summary, question, parameters);
}

type Place = Pick<ReportSummary, 'place' | 'startedAs'>;

/** The same with other options that name the lake. */
export function queryAt({ place, startedAs }: Place, question: string, parameters: readonly string[]): string {
  return accessLake(['query', ...wordsOf(question), ...place, ...parameters], startedAs);
}

/** The command that writes the smaller policies of a subject, with scripts, and says why a document stays as it is. */
export function proposeOf(
  { place, startedAs, date }: ReportSummary,
  subject: Subject,
  options: readonly string[] = [],
): string {
  const chosen = ['--snapshot-date', date, ...optionOf(subject), ...options];
  return accessLake(['propose', ...place, ...chosen, '--out', './proposals'], startedAs);
}

/** The command that lists what is new since the audit before the shown one. */
export function digestOf({ place, startedAs, date }: ReportSummary): string {
  return accessLake(['digest', ...place, '--to-date', date], startedAs);
}

/** The command that writes a report like this one of another snapshot. */
export function reportOf({ place, startedAs }: ReportSummary, date: string): string {
  return accessLake(['report', ...place, '--snapshot-date', date], startedAs);
}

/** The option of commands that names a subject. */
export function optionOf(subject: Subject): readonly string[] {
  if (subject.type === 'PERMISSION_SET') return ['--permission-set', subject.name];
  return [subject.type === 'PRINCIPAL' ? '--principal' : '--policy', subject.arn];
}
