/** The live bar of two lines, by cli-progress; lines worth keeping scroll by above it. */
import cliProgress from 'cli-progress';
import type { Effects } from '../../model/effects.js';
import type { ProgressEvent } from '../../model/progress.js';
import { firstFailures } from './plain.js';
import { Tally } from './tally.js';
import { howWords, whereWords } from './words.js';

const BAR_CHARACTERS = 20;

export function barProgress(stream: NodeJS.WriteStream, { monotonic }: Pick<Effects, 'monotonic'>) {
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
  return {
    progress: (event: ProgressEvent): void => {
      tally.add(event);
      const line = worth(event);
      if (line !== undefined) bars.log(`${line}\n`);
    },
    close: (): void => {
      bars.update();
      bars.stop();
    },
  };
}

/** The bar and how far it is, cut to the width of the terminal. */
export function barLine(tally: Tally, width: number): string {
  const filled = Math.round(shareDone(tally) * BAR_CHARACTERS);
  return cut(`[${'='.repeat(filled)}${' '.repeat(BAR_CHARACTERS - filled)}] ${whereWords(tally)}`, width);
}

/** The line below it: pace, time left, throttling and failures, cut likewise. */
export function howLine(tally: Tally, width: number, now: number): string {
  return cut(howWords(tally, now), width);
}

function cut(line: string, width: number): string {
  return line.slice(0, Math.max(0, width - 1));
}

function shareDone(tally: Tally): number {
  if (tally.publishing) return tally.publishing.share;
  if (tally.tagging) return tally.tagging.accounts / tally.tagging.of;
  if (!tally.principalsExpected) return 0;
  return Math.min(1, (tally.principalsDone + tally.kept) / tally.principalsExpected);
}
