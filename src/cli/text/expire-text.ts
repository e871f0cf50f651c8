/** What `expire` removed or would remove, for a person. */

import type { Evidence } from '../../lake/evidence.js';
import type { Amount, ExpireResult, RunVerdict } from '../../lake/expire.js';
import { escapeForTerminal } from '../../model/escape.js';
import { bytes, count, counted } from './numbers.js';
import { textTable } from './text-table.js';

const REASONS: Readonly<Record<RunVerdict['reason'], string>> = {
  old: 'older than what is to be kept',
  superseded: 'replaced by a newer run of its date',
  named: 'named',
  newest: 'the newest',
  kept: 'its date is to be kept',
  last: 'among the last',
  monthly: 'the newest of its month',
  young: 'young enough',
  evidence: 'evidence',
};

/** Ends in a line break. */
export function expireText(result: ExpireResult, location: string): string {
  const { dryRun, runs, staying, files, waiting, staging } = result;
  const verb = dryRun ? 'Would remove' : 'Removed';
  const lines = [...runs.map((run) => lineOf(run, 'goes')), ...staying.map((run) => lineOf(run, 'stays'))];
  return [
    `${verb} from ${escapeForTerminal(location)}:\n`,
    `  ${counted(runs.length, 'run')} from every query\n`,
    textTable(lines.sort(byDate), '    '),
    `  ${amount(files)} of runs that went before, or that no run names\n`,
    `  ${counted(staging.plans, 'plan')} that nobody resumes (${bytes(staging.bytes)})\n`,
    keptEvidence(result),
    droppedEvidence(result),
    ...(waiting.count > 0 ? [`${amount(waiting)} can go in an hour: run the same command again then.\n`] : []),
  ].join('');
}

function keptEvidence({ evidence }: ExpireResult): string {
  if (evidence.count === 0) return '';
  const what = evidence.count === 1 ? '1 run stays' : `${count(evidence.count)} runs stay`;
  return `${what} as evidence (${bytes(evidence.bytes)}): without it, what was used could read as unused; --drop-evidence removes it nevertheless.\n`;
}

function droppedEvidence({ runs, dryRun }: ExpireResult): string {
  const dropped = runs.flatMap(({ evidence }) => evidence ?? []);
  if (dropped.length === 0) return '';
  const dates = [...new Set(dropped.flatMap((evidence) => evidence.dates))].sort();
  const snapshots = dates.length === 1 ? `snapshot ${dates[0]}` : `snapshots ${dates[0]} to ${dates.at(-1)}`;
  const goes = dryRun ? 'would go' : 'went';
  return (
    `Evidence ${goes} with ${counted(dropped.length, 'run')}: in the ${snapshots} may read as unused what only these saw used, ` +
    'what was used in a Region that IAM does not track, by somebody who held it before, or that was not there or not tracked yet.\n'
  );
}

function lineOf(run: RunVerdict, verdict: 'goes' | 'stays'): string[] {
  const { snapshotDate, runId, bytes: size, evidence } = run;
  const reason = run.reason === 'evidence' && evidence ? evidenceOf(evidence) : REASONS[run.reason];
  return [escapeForTerminal(snapshotDate), escapeForTerminal(runId), bytes(size), `${verdict}: ${reason}`];
}

function evidenceOf({ kind, until }: Evidence): string {
  if (kind === 'recent') return `evidence until ${until}`;
  return kind === 'witness'
    ? `evidence, the last witness before ${until}`
    : `evidence, the last of all accounts before ${until}`;
}

function byDate([date = '', id = '']: readonly string[], [otherDate = '', otherId = '']: readonly string[]): number {
  return date === otherDate ? (id < otherId ? -1 : 1) : date < otherDate ? -1 : 1;
}

function amount({ count: files, bytes: size }: Amount): string {
  return `${counted(files, 'file')} (${bytes(size)})`;
}
