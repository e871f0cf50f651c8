/** Progress in words, for the bar and the plain lines. */
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import type { ProgressEvent } from '../../model/progress.js';
import { widthOf } from '../../query/format/width.js';
import { seconds, share } from '../text/numbers.js';
import type { Tally } from './tally.js';

const ACCOUNTS_SHOWN = 5;

/** `accounts 3/12 (9 under way), principals 120 of about 480, 15/s, 0:10 elapsed, 0:24 left, 900 calls, throttled 1.2 %` */
export function statusLine(tally: Tally, now: number): string {
  return [whereWords(tally), howWords(tally, now)].filter((words) => words !== '').join(', ');
}

/** `accounts 3/12 (9 under way), principals 120 of about 480`; before, whose tags are read; while it publishes, the table. */
function whereWords(tally: Tally): string {
  return whereParts(tally).join('');
}

/** The same in parts, each whole without those behind it. */
export function whereParts(tally: Tally): string[] {
  if (tally.publishing) return [`publishing ${tally.publishing.table}: ${Math.floor(tally.publishing.share * 100)} %`];
  if (tally.tagging) return [`reading tags of accounts: ${count(tally.tagging.accounts)}/${count(tally.tagging.of)}`];
  return [
    `accounts ${count(tally.accountsDone)}/${count(tally.accounts)}`,
    ...(tally.accountsUnderWay > 0 ? [` (${count(tally.accountsUnderWay)} under way)`] : []),
    `, principals ${count(tally.principalsDone + tally.kept)}`,
    expected(tally),
  ];
}

/** Of the parts of a line as many as a terminal of `width` columns shows whole: a number that is cut is another. */
export function fittingParts(parts: readonly string[], width: number): string {
  let line = '';
  for (const part of parts) {
    if (widthOf(line + part) >= width) break;
    line += part;
  }
  return line;
}

/** A list of words as parts, each but the first with the comma before it. */
export function partsOf(words: string): string[] {
  return words.split(/(?=, )/);
}

/** `15/s, 0:10 elapsed, 0:24 left, failed 1 account, 900 calls, throttled 1.2 %`; nothing while it publishes. */
export function howWords(tally: Tally, now: number): string {
  if (tally.publishing) return '';
  const { calls, throttled } = tally;
  const calling = calls > 0 ? [counted(calls, 'call')] : [];
  return [...pace(tally, now), ...failures(tally), ...calling, `throttled ${share(throttled, calls)}`].join(', ');
}

function expected({ principalsExpected }: Tally): string {
  return principalsExpected === null ? '' : ` of about ${count(principalsExpected)}`;
}

function pace(tally: Tally, now: number): string[] {
  const [rate, left] = [tally.rate(now), tally.secondsLeft(now)];
  return [
    ...(rate === null ? [] : [`${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))}/s`]),
    `${seconds(tally.secondsElapsed(now))} elapsed`,
    ...(left === null ? [] : [`${seconds(left)} left`]),
  ];
}

function failures({ accountsFailed, principalsFailed }: Tally): string[] {
  const parts = [
    ...(accountsFailed > 0 ? [counted(accountsFailed, 'account')] : []),
    ...(principalsFailed > 0 ? [counted(principalsFailed, 'principal')] : []),
  ];
  return parts.length > 0 ? [`failed ${parts.join(' and ')}`] : [];
}

/** What is worth a line of its own, whatever else is shown; undefined: nothing. */
export function lineOf(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case 'planned':
      return `${event.resumed ? 'Resuming' : 'Started'} plan ${escapeForTerminal(event.planId)}: ${counted(event.accounts, 'account')}, snapshot ${event.snapshotDate}.`;
    case 'accountDone':
      return event.status === 'failed' ? failureLine(event) : undefined;
    case 'paused':
      return `Waiting for AWS until ${timeOf(event.until)} at most: calls to ${counted(event.accounts, 'account')} fail with ${escapeForTerminal(event.errorCode)}.`;
    case 'resumed':
      return event.isAnswered
        ? 'AWS answers again: continuing.'
        : 'AWS does not answer: continuing without waiting longer.';
    case 'waiting':
      return `Waiting until ${timeOf(event.until)} to try ${counted(event.accounts.length, 'account')} again: ${escapeForTerminal(someOf(event.accounts))}.`;
    case 'committed':
      return `Committed run ${escapeForTerminal(event.runId)}.`;
    case 'notice':
      return escapeForTerminal(event.message);
    default:
      return undefined;
  }
}

/** `21:15:30 UTC` */
function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}

function someOf(accounts: readonly string[]): string {
  const more = accounts.length - ACCOUNTS_SHOWN;
  return `${accounts.slice(0, ACCOUNTS_SHOWN).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

function failureLine(event: Extract<ProgressEvent, { type: 'accountDone' }>): string {
  const reason = event.errorMessage ?? event.errorCode ?? 'the reason is unknown';
  return `Account ${escapeForTerminal(event.accountId)} failed: ${escapeForTerminal(reason)}`;
}
