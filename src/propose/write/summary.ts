/** README.md of a whole proposal: every document, ranked by the power that goes. */
import type { Assessment, RemovedAction } from '../assess/assessment.js';
import type { WriteContext } from './context.js';
import { code, counted } from './markdown.js';
import { folderOf } from './names.js';

/** What the summary keeps of a document. */
export interface Summarized {
  readonly name: string;
  readonly place: string;
  readonly folder: string | null;
  readonly status: Assessment['status'];
  readonly reason: string | null;
  readonly blockers: number;
  readonly removed: number;
  readonly administrative: number;
  readonly writes: number;
}

export type LevelOf = (action: string) => string | null;

export function summarized(assessment: Assessment, levelOf: LevelOf): Summarized {
  const { subject, status, reason, blockers, removed } = assessment;
  const count = (isLevel: (level: string | null) => boolean): number =>
    removed.filter(({ action }: RemovedAction) => isLevel(levelOf(action.toLowerCase()))).length;
  const isWritten = status === 'proposed' || status === 'conditional';
  return {
    name: subject.name,
    place: subject.accountId ?? 'all accounts',
    folder: isWritten ? folderOf(assessment) : null,
    ...{ status, reason, blockers: blockers.length, removed: removed.length },
    administrative: count((level) => level === 'Permissions management'),
    writes: count((level) => level === 'Write' || level === 'Tagging'),
  };
}

/** Permissions management first, then write, then number. */
export function ranked(all: readonly Summarized[]): Summarized[] {
  return all
    .filter(({ folder }) => folder !== null)
    .sort((a, b) => b.administrative - a.administrative || b.writes - a.writes || b.removed - a.removed);
}

export function summaryReadme(all: readonly Summarized[], { date, days, expiresOn, isExpired }: WriteContext): string {
  const rows = ranked(all).map(
    (one) =>
      `| [${one.folder}](${one.folder}/README.md) | ${code(one.name).replaceAll('|', '\\|')} | ${one.place} | ${one.status} | ${one.blockers} | ${one.administrative} | ${one.writes} | ${one.removed} |`,
  );
  const count = (status: string): number => all.filter((one) => one.status === status).length;
  return `# Smaller policies, by the snapshot of ${date}

${counted(all.length, 'document')}: ${count('proposed')} proposed, ${count('conditional')} conditional, ${count('unchanged')} unchanged, ${count('refused')} refused.
Evidence of ${days} days. ${isExpired ? 'The snapshot is older than 30 days: export again before anything is applied.' : `The scripts apply until ${expiresOn}.`}
Nothing has changed yet: each folder holds a smaller document with its proof, and scripts to apply it and to roll it
back. \`index.json\` holds all of it for programs, with the reasons of what is unchanged or refused.

| document | name | account | status | blockers | permissions management | write | actions that go |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
