/** One JSON object a line: events as they come, calls and principals added up to at most one `progress` a second. */
import type { Effects } from '../../model/effects.js';
import { jsonForTerminal } from '../../model/escape.js';
import type { ProgressEvent } from '../../model/progress.js';
import { Tally } from './tally.js';

const STATUS_EVERY_MS = 1000;

/** An event with its time, as a line without its end. */
export function timedJson(event: object, effects: Pick<Effects, 'now'>): string {
  return jsonForTerminal({ time: new Date(effects.now()).toISOString(), ...event });
}

export function jsonProgress(write: (line: string) => void, effects: Pick<Effects, 'monotonic' | 'now'>) {
  const tally = new Tally(effects.monotonic());
  const put = (event: object): void => write(timedJson(event, effects));
  let shownAt = effects.monotonic();
  return (event: ProgressEvent): void => {
    tally.add(event);
    const often =
      event.type === 'call' || event.type === 'tagged' || event.type === 'principalDone' || event.type === 'publishing';
    if (!often) put(event);
    if (effects.monotonic() - shownAt < STATUS_EVERY_MS && event.type !== 'committed') return;
    shownAt = effects.monotonic();
    put({ type: 'progress', ...countsOf(tally, shownAt) });
  };
}

function countsOf(tally: Tally, now: number) {
  return {
    accounts: tally.accounts,
    accountsDone: tally.accountsDone,
    accountsFailed: tally.accountsFailed,
    principalsExpected: tally.principalsExpected,
    principalsDone: tally.principalsDone,
    principalsKept: tally.kept,
    principalsFailed: tally.principalsFailed,
    actionRows: tally.actionRows,
    calls: tally.calls,
    throttledCalls: tally.throttled,
    principalsPerSecond: tally.rate(now),
    secondsLeft: tally.secondsLeft(now),
    tagging: tally.tagging,
    publishing: tally.publishing,
  };
}
