/** What `expire` removed or would remove, for a person. */

import type { Evidence } from '../../lake/evidence.js';
import type { Amount, ExpireResult, RunVerdict } from '../../lake/expire.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import { bytes } from './numbers.js';
import { textTable } from './text-table.js';

const REASONS: Readonly<Record<RunVerdict['reason'], string>> = {
  old: 'older than what is kept',
  superseded: 'replaced by a newer run of its date',
  named: 'named',
  newest: 'the newest',
  kept: 'its date is kept',
  last: 'among the newest',
  monthly: 'the newest of its month',
  young: 'recent enough',
  evidence: 'evidence',
};

/** Ends in a line break. */
export function expireText(result: ExpireResult, location: string): string {
  const { dryRun, runs, staying, files, waiting, staging } = result;
  const verb = dryRun ? 'Would remove' : 'Removed';
  const lines = [...runs.map((run) => lineOf(run, 'remove')), ...staying.map((run) => lineOf(run, 'keep'))];
  return [
    `${verb} from ${escapeForTerminal(location)}:\n`,
    `  ${counted(runs.length, 'run')} from every query\n`,
    textTable(lines.sort(byDate), '    '),
    `  ${amount(files)} of runs removed earlier, or that no run names\n`,
    `  ${counted(staging.plans, 'plan')} that cannot be resumed (${bytes(staging.bytes)})\n`,
    keptEvidence(result),
    droppedEvidence(result),
    ...(waiting.count > 0 ? [`${amount(waiting)} can be removed in an hour: run the same command again then.\n`] : []),
  ].join('');
}

function keptEvidence({ evidence }: ExpireResult): string {
  if (evidence.count === 0) return '';
  const what = evidence.count === 1 ? '1 run is kept' : `${count(evidence.count)} runs are kept`;
  return `${what} as evidence (${bytes(evidence.bytes)}): without it, what was used could read as unused; --drop-evidence removes it anyway.\n`;
}

function droppedEvidence({ runs, dryRun }: ExpireResult): string {
  const dropped = runs.flatMap(({ evidence }) => evidence ?? []);
  if (dropped.length === 0) return '';
  const dates = [...new Set(dropped.flatMap((evidence) => evidence.dates))].sort();
  const snapshots = dates.length === 1 ? `snapshot ${dates[0]}` : `snapshots ${dates[0]} to ${dates.at(-1)}`;
  const goes = dryRun ? 'would be removed' : 'was removed';
  return (
    `Evidence ${goes} with ${counted(dropped.length, 'run')}: in the ${snapshots} these may now read as unused: what only these runs saw used, ` +
    'what was used in a Region that IAM does not track or by a former holder, and what did not exist or was not tracked yet.\n'
  );
}

function lineOf(run: RunVerdict, verdict: 'remove' | 'keep'): string[] {
  const { snapshotDate, runId, bytes: size, evidence } = run;
  const reason = run.reason === 'evidence' && evidence ? evidenceOf(evidence) : REASONS[run.reason];
  return [escapeForTerminal(snapshotDate), escapeForTerminal(runId), bytes(size), `${verdict}: ${reason}`];
}

const LAST: Readonly<Record<Exclude<Evidence['kind'], 'recent'>, string>> = {
  report: 'the last report of users or roles',
  witness: 'the last witness',
  whole: 'the last of all accounts',
};

function evidenceOf({ kind, until }: Evidence): string {
  return kind === 'recent' ? `evidence until ${until}` : `evidence, ${LAST[kind]} before ${until}`;
}

function byDate([date = '', id = '']: readonly string[], [otherDate = '', otherId = '']: readonly string[]): number {
  return date === otherDate ? (id < otherId ? -1 : 1) : date < otherDate ? -1 : 1;
}

function amount({ count: files, bytes: size }: Amount): string {
  return `${counted(files, 'file')} (${bytes(size)})`;
}
