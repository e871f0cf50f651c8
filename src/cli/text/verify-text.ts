/** What `verify` found, for a person. */
import { accessLake, pasteable } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import type { Damage } from '../../verify/damage.js';
import type { Verified, VerifiedRun } from '../../verify/verify.js';
import { bytes } from './numbers.js';
import { fittedTable } from './text-table.js';

const HEAD = ['date', 'run', 'files', 'size', 'action rows', 'is'];

/** `width`: columns of a line. Ends in a line break. */
export function verifyText(
  { location, runs, derived, judged, damages }: Verified,
  width = Number.POSITIVE_INFINITY,
): string {
  const table = runs.length > 0 ? `\n${fittedTable([HEAD, ...runs.map(lineOf)], width)}` : '';
  return `${counted(runs.length, 'committed run')} in ${escapeForTerminal(location)}\n${table}${commitsText(runs)}\n${derivedText(derived)}${judgedText(judged)}${verdict(damages)}`;
}

function lineOf(run: VerifiedRun): string[] {
  return [
    escapeForTerminal(run.snapshotDate),
    escapeForTerminal(run.runId),
    count(run.files),
    bytes(run.bytes),
    count(run.actionRows),
    run.damaged ? `damaged${run.rowsChecked ? '' : ', its rows not counted'}` : 'whole',
  ];
}

/** As `sha256sum` prints them. */
function commitsText(runs: readonly VerifiedRun[]): string {
  if (runs.length === 0) return '';
  const lines = runs.map(({ commit }) => `  ${commit.sha256}  ${escapeForTerminal(commit.key)}\n`);
  return `\nSHA-256 of the commits:\n${lines.join('')}`;
}

function derivedText(derived: Verified['derived']): string {
  if (derived.length === 0) return '';
  const stale = derived.filter(({ state }) => state === 'stale');
  const told = `${counted(derived.length, 'file')} of derived tables, ${count(stale.length)} stale`;
  if (stale.length === 0) return `${told}.\n`;
  const lines = stale.map(({ key }) => `  ${escapeForTerminal(key)}\n`).join('');
  return `${told}: made from runs other than those now in the lake, and not shown. \`${accessLake(['derive'])}\` renews them.\n${lines}`;
}

function judgedText(dates: Verified['judged']): string {
  if (dates.length === 0) return '';
  return `The stored answers of ${dates.map(escapeForTerminal).join(' and ')} were judged again.\n`;
}

function verdict(damages: readonly Damage[]): string {
  if (damages.length === 0) return 'Every file matches its manifest, and every count and fact matches its rows.\n';
  const lines = damages.map(
    ({ kind, subject, problem }) =>
      `  ${kind}: ${escapeForTerminal(subject)} ${escapeForTerminal(pasteable(problem))}\n`,
  );
  return `${counted(damages.length, 'damage')}:\n${lines.join('')}`;
}
