/** The summary of an export: what was exported, what not and why, sizes, calls, where it lies, and what next. */
import { accessLake, commandLine } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import { isWhole } from '../../model/scope.js';
import type { ExportSummary, Gap } from '../../model/summary.js';
import type { RunRow } from '../../model/tables.js';
import { bytes, seconds, share } from './numbers.js';

/** Of more accounts than these a question lists the ids. */
const MOST_NAMED = 20;

/** For a person, with what to repeat; ends in a line break. */
export function summaryText(summary: ExportSummary): string {
  const isComplete = summary.gaps.every(({ status }) => status !== 'failed');
  return isComplete ? outcomeText(summary) : `${outcomeText(summary)}\n${[AGAIN, ...alone(summary)].join('\n')}\n`;
}

/** What to ask next, below all that a command says; ends in a line break. */
export function nextText(summary: ExportSummary): string {
  return `\nNext, what to do first: ${queryOf(summary, ['worklist'])}\n`;
}

/** The summary without what to repeat. */
export function outcomeText(summary: ExportSummary): string {
  const { run, alreadyCommitted } = summary;
  const head = alreadyCommitted
    ? `Snapshot ${run.snapshot_date} had been committed as run ${escapeForTerminal(run.run_id)}; what was left of it is cleaned up.`
    : `Snapshot ${run.snapshot_date} is committed as run ${escapeForTerminal(run.run_id)}.`;
  return `${[head, facts(summary), ...gaps(summary.gaps), ...sourceLines(summary)].join('\n\n')}\n`;
}

/** For machines: stable keys, the columns of `runs` under their own names, times in ms since 1970. */
export function summaryObject({ location, run, files, gaps, sourceGaps, alreadyCommitted }: ExportSummary): object {
  const { manifest: _files, ...columns } = run;
  return {
    location,
    already_committed: alreadyCommitted,
    run: { ...columns, scope: JSON.parse(run.scope) },
    gaps,
    source_gaps: sourceGaps ?? null,
    files,
  };
}

function facts({ run, files, location }: ExportSummary): string {
  const size = files.reduce((total, file) => total + file.bytes, 0);
  const accounts = parts([
    [run.accounts_exported, 'exported'],
    [run.accounts_failed, 'failed'],
    [run.accounts_skipped, 'skipped'],
    [run.accounts_excluded, 'excluded'],
  ]);
  const principals = parts([
    [run.principals_exported, 'exported'],
    [run.principals_failed, 'failed'],
    [run.principals_deleted, 'deleted during the run'],
  ]);
  return [
    `Accounts    ${count(run.accounts_total)}: ${accounts}`,
    `Principals  ${total(run)}: ${principals}`,
    `Rows        ${count(run.service_rows)} of services, ${count(run.action_rows)} of actions`,
    `Size        ${bytes(size)} in ${counted(files.length, 'file')}`,
    `Calls       ${count(run.api_calls)}, throttled ${share(run.throttled_calls, run.api_calls)}`,
    `Time        ${seconds((run.finished_at - run.started_at) / 1000)}`,
    `Where       ${escapeForTerminal(location)}`,
  ].join('\n');
}

/** Of an account that failed the number of its principals may not be known. */
function total({ principals_total, accounts_failed }: RunRow): string {
  return accounts_failed > 0 ? `at least ${count(principals_total)}` : count(principals_total);
}

function parts(counts: readonly (readonly [number, string])[]): string {
  const [first, ...others] = counts;
  const shown = [first, ...others.filter(([number]) => number > 0)];
  return shown.map((part) => (part ? `${count(part[0])} ${part[1]}` : '')).join(', ');
}

function gaps(all: readonly Gap[]): string[] {
  const failed = all.filter(({ status }) => status === 'failed');
  const skipped = all.filter(({ of, status }) => of === 'account' && status === 'skipped');
  const leftOut = all.filter((gap) => gap.status !== 'failed' && !skipped.includes(gap));
  const others = [...skippedLine(skipped), ...leftOut.map(gapLines)];
  return [
    ...(failed.length > 0 ? [['Could not be measured:', ...failed.map(gapLines)].join('\n')] : []),
    ...(others.length > 0 ? [['Out of scope, or not measurable:', ...others].join('\n')] : []),
  ];
}

/** A line for each source that was not collected everywhere, with the reason of the first account. */
function sourceLines({ sourceGaps = [] }: ExportSummary): string[] {
  if (sourceGaps.length === 0) return [];
  const lines = sourceGaps.map(({ source, accounts, collected, errorMessage }) => {
    const why = errorMessage === null ? '' : `; first: ${escapeForTerminal(errorMessage)}`;
    return `  ${escapeForTerminal(source)}: in ${count(collected)} of ${counted(accounts, 'account')}${why}`;
  });
  return [['Sources that were not collected everywhere:', ...lines].join('\n')];
}

/** Accounts that their state keeps out, whatever the state, in one line: nothing is to be done about them. */
function skippedLine(skipped: readonly Gap[]): string[] {
  if (skipped.length === 0) return [];
  const states = skipped.map(({ errorCode, count: number }) => `${count(number)} ${errorCode ?? 'state unknown'}`);
  const total = skipped.reduce((sum, { count: number }) => sum + number, 0);
  return [`  ${counted(total, 'account')} skipped: ${escapeForTerminal(states.join(', '))}`];
}

function gapLines({ of, status, count: number, errorCode, errorMessage, examples }: Gap): string {
  const more = number > examples.length ? ` and ${count(number - examples.length)} more` : '';
  return [
    `  ${counted(number, of)} ${status}${errorCode ? `: ${escapeForTerminal(errorCode)}` : ''}`,
    ...(errorMessage ? [`    ${number > 1 ? 'such as: ' : ''}${escapeForTerminal(errorMessage)}`] : []),
    ...(examples.length > 0 ? [`    ${examples.map(escapeForTerminal).join(', ')}${more}`] : []),
  ].join('\n');
}

const AGAIN =
  'Fix the causes above and run the same export again: for each account the newest run that exported it counts.';

/** How to measure again only where something failed. A scope of the caller's own account has no narrower one. */
function alone(summary: ExportSummary): string[] {
  const { run, accountsWithFailures: ids } = summary;
  if (isWhole(run.scope)) return ['To measure only what failed, under the same date and within 14 days, add: --repair'];
  if (JSON.parse(run.scope).thisAccount) return [];
  const what = 'To measure only the accounts where something failed, add';
  if (ids !== undefined && ids.length <= MOST_NAMED)
    return [`${what}: ${commandLine(ids.flatMap((id) => ['--account', id]))}`];
  const listed = queryOf(summary, ['coverage_gaps'], ['--snapshot-date', run.snapshot_date]);
  return [`${what} --account with each of their IDs, which this lists: ${listed}`];
}

function queryOf({ location }: ExportSummary, question: readonly string[], options: readonly string[] = []): string {
  return accessLake(['query', ...question, '--destination', location, ...options]);
}
