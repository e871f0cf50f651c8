/** What ends a digest in Markdown for an auditor: what it was made by and of, so that somebody else can repeat it. */
import type { Comparison, Sheet } from '../../digest/digest.js';
import type { CommitHash } from '../../lake/commit-hashes.js';
import { count } from '../../model/numbers.js';
import { harmless } from '../../query/format/markdown.js';

export interface SheetFacts {
  readonly toolVersion: string;
  /** Of the runs of both dates; undefined: no destination says where they lie. */
  readonly commits: readonly CommitHash[] | undefined;
}

/** Ends in a line break. */
export function sheetMarkdown({ fromDate, toDate }: Comparison, sheet: Sheet, facts: SheetFacts): string {
  return [
    '## For the auditor\n',
    `Access Lake ${harmless(facts.toolVersion)} compared the snapshots of ${harmless(fromDate)} and ${harmless(toDate)}. This sheet is not signed: sign it, or keep it where nobody can change it.\n`,
    `### Tasks by outcome\n\n| state | tasks |\n| --- | --: |\n${statesOf(sheet)}`,
    `### Coverage\n\n| date | accounts measured | of | users and roles measured | of |\n| --- | --: | --: | --: | --: |\n${coverageOf(sheet)}`,
    `### Commits compared\n\n${commitsOf(facts.commits)}`,
  ].join('\n');
}

const STATES = ['OPEN', 'NEW', 'DONE', 'USED', 'EXCEPTED', 'NOT_COMPARED'] as const;

function statesOf({ taskStates }: Sheet): string {
  return STATES.map((state) => `| ${state} | ${count(taskStates[state] ?? 0)} |\n`).join('');
}

function coverageOf({ coverage }: Sheet): string {
  const lines = coverage.map(({ date, accounts, accountsMeasured, principals, principalsMeasured }) =>
    [harmless(date), ...[accountsMeasured, accounts, principalsMeasured, principals].map(count)].join(' | '),
  );
  return lines.map((line) => `| ${line} |\n`).join('');
}

function commitsOf(commits: SheetFacts['commits']): string {
  if (commits === undefined) return 'Not read: give `--destination`, which has them.\n';
  const lines = commits.map(({ key, sha256 }) => `| ${harmless(key)} | ${sha256} |\n`);
  return `SHA-256 of each, as \`access-lake verify\` prints them:\n\n| commit | SHA-256 |\n| --- | --- |\n${lines.join('')}`;
}
