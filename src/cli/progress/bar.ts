/** The live bar of two lines, by cli-progress; lines worth keeping scroll by above it. */
import cliProgress from 'cli-progress';
import type { Effects } from '../../model/effects.js';
import type { ProgressEvent } from '../../model/progress.js';
import { wrapLines } from '../text/wrap.js';
import { firstFailures } from './plain.js';
import { Tally } from './tally.js';
import { fittingParts, howWords, partsOf, whereParts } from './words.js';

const BAR_CHARACTERS = 20;

/** Until `signal` is aborted: what is said of a stop must not be drawn over, and later lines follow it. */
export function barProgress(
  stream: NodeJS.WriteStream,
  { monotonic }: Pick<Effects, 'monotonic'>,
  signal?: AbortSignal,
) {
  const tally = new Tally(monotonic());
  const worth = firstFailures();
  // No terminal setting is changed (cursor, line wrap), for a process that ends at once could not set it back.
  const bars = new cliProgress.MultiBar({
    stream,
    fps: 8,
    linewrap: true,
    clearOnComplete: true,
    forceRedraw: true,
  });
  for (const lineOf of [barLine, howLine]) {
    bars.create(1, 0, undefined, { format: (_options, { maxWidth }) => lineOf(tally, maxWidth, monotonic()) });
  }
  let isDrawn = true;
  const close = (): void => {
    if (!isDrawn) return;
    isDrawn = false;
    bars.update();
    bars.stop();
  };
  signal?.addEventListener('abort', close, { once: true });
  return {
    progress: (event: ProgressEvent): void => {
      tally.add(event);
      const line = worth(event);
      if (line === undefined) return;
      const lines = `${wrapLines(line, stream.columns || 80)}\n`;
      if (isDrawn) bars.log(lines);
      else stream.write(lines);
    },
    close,
  };
}

/** The bar and how far it is, without the last parts where the terminal has no room for them. */
export function barLine(tally: Tally, width: number): string {
  const filled = Math.round(shareDone(tally) * BAR_CHARACTERS);
  const bar = `[${'='.repeat(filled)}${' '.repeat(BAR_CHARACTERS - filled)}] `;
  return fittingParts([bar, ...whereParts(tally)], width);
}

/** The line below it: pace, time left, throttling and failures, likewise. */
export function howLine(tally: Tally, width: number, now: number): string {
  return fittingParts(partsOf(howWords(tally, now)), width);
}

function shareDone(tally: Tally): number {
  if (tally.publishing) return tally.publishing.share;
  if (tally.tagging) return tally.tagging.accounts / tally.tagging.of;
  if (!tally.principalsExpected) return 0;
  return Math.min(1, (tally.principalsDone + tally.kept) / tally.principalsExpected);
}
