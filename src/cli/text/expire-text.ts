/** What `expire` removed or would remove, for a person. */

import type { Amount, ExpireResult, RunVerdict } from '../../lake/expire.js';
import { escapeForTerminal } from '../../model/escape.js';
import { bytes, count, counted } from './numbers.js';
import { textTable } from './text-table.js';

const REASONS = {
  old: 'older than what is to be kept',
  superseded: 'replaced by a newer run of its date',
  named: 'named',
  newest: 'the newest',
  kept: 'its date is to be kept',
  last: 'among the last',
  monthly: 'the newest of its month',
  young: 'young enough',
};

/** Ends in a line break. */
export function expireText({ dryRun, runs, staying, files, waiting, staging }: ExpireResult, location: string): string {
  const verb = dryRun ? 'Would remove' : 'Removed';
  const lines = [...runs.map((run) => lineOf(run, 'goes')), ...staying.map((run) => lineOf(run, 'stays'))];
  return [
    `${verb} from ${escapeForTerminal(location)}:\n`,
    `  ${counted(runs.length, 'run')} from every query\n`,
    textTable(lines.sort(byDate), '    '),
    `  ${amount(files)} of runs that went before, or that no run names\n`,
    `  ${counted(staging.plans, 'plan')} that nobody resumes (${bytes(staging.bytes)})\n`,
    ...(staying.some(({ reason }) => reason === 'evidence') ? [EVIDENCE] : []),
    ...(waiting.count > 0 ? [`${amount(waiting)} can go in an hour: run the same command again then.\n`] : []),
  ].join('');
}

const EVIDENCE =
  'Without the uses that a run alone knows, what was used could read as unused; --drop-evidence removes it nevertheless.\n';

function lineOf(run: RunVerdict, verdict: 'goes' | 'stays'): string[] {
  const { snapshotDate, runId, bytes: size } = run;
  return [escapeForTerminal(snapshotDate), escapeForTerminal(runId), bytes(size), `${verdict}: ${reasonOf(run)}`];
}

function reasonOf({ reason, loneUses }: RunVerdict): string {
  if (reason !== 'evidence') return REASONS[reason];
  if (typeof loneUses !== 'number') return 'its files cannot be read, so nobody can tell which uses it alone knows';
  return `it alone knows ${count(loneUses)} of the uses of the last 400 days`;
}

function byDate([date = '', id = '']: readonly string[], [otherDate = '', otherId = '']: readonly string[]): number {
  return date === otherDate ? (id < otherId ? -1 : 1) : date < otherDate ? -1 : 1;
}

function amount({ count: files, bytes: size }: Amount): string {
  return `${counted(files, 'file')} (${bytes(size)})`;
}
