/** What `expire` removed or would remove, for a person. */

import type { Amount, ExpireResult } from '../../lake/expire.js';
import { escapeForTerminal } from '../../model/escape.js';
import { bytes, counted } from './numbers.js';
import { textTable } from './text-table.js';

const REASONS = { old: 'old', superseded: 'replaced by a newer run of its date', named: 'named' } as const;

/** Ends in a line break. */
export function expireText({ dryRun, runs, files, waiting, staging }: ExpireResult, location: string): string {
  const verb = dryRun ? 'Would remove' : 'Removed';
  const lines = runs.map(({ snapshotDate, runId, reason, bytes: size }) => [
    escapeForTerminal(snapshotDate),
    escapeForTerminal(runId),
    bytes(size),
    REASONS[reason],
  ]);
  return [
    `${verb} from ${escapeForTerminal(location)}:\n`,
    `  ${counted(runs.length, 'run')} from every query\n`,
    textTable(lines, '    '),
    `  ${amount(files)} of runs that went before, or that no run names\n`,
    `  ${counted(staging.plans, 'plan')} that nobody resumes (${bytes(staging.bytes)})\n`,
    ...(waiting.count > 0 ? [`${amount(waiting)} can go in an hour: run the same command again then.\n`] : []),
  ].join('');
}

function amount({ count, bytes: size }: Amount): string {
  return `${counted(count, 'file')} (${bytes(size)})`;
}
