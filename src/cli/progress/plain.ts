/** Plain lines: what matters at once, how far it is every ten seconds, the first failures only. */
import type { Effects } from '../../model/effects.js';
import type { ProgressEvent } from '../../model/progress.js';
import { Tally } from './tally.js';
import { lineOf, statusLine } from './words.js';

const STATUS_EVERY_MS = 10_000;
const FAILURES_SHOWN = 10;

export function plainProgress(write: (line: string) => void, { monotonic }: Pick<Effects, 'monotonic'>) {
  const tally = new Tally(monotonic());
  const worth = firstFailures();
  let shownAt = monotonic();
  return (event: ProgressEvent): void => {
    tally.add(event);
    const line = worth(event);
    if (line !== undefined) write(line);
    if (monotonic() - shownAt < STATUS_EVERY_MS) return;
    shownAt = monotonic();
    write(statusLine(tally, shownAt));
  };
}

/** The line of an event, but of failed accounts only the first few: thousands would drown the rest. */
export function firstFailures(): (event: ProgressEvent) => string | undefined {
  let failures = 0;
  return (event) => {
    const line = lineOf(event);
    if (event.type !== 'accountDone' || line === undefined) return line;
    failures++;
    if (failures > FAILURES_SHOWN) return undefined;
    return failures < FAILURES_SHOWN ? line : `${line}\nThe summary lists the other failed accounts.`;
  };
}
