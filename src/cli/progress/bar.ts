/** The live bar, by cli-progress; lines worth keeping scroll by above it. */
import cliProgress from 'cli-progress';
import type { Effects } from '../../model/effects.js';
import type { ProgressEvent } from '../../model/progress.js';
import { firstFailures } from './plain.js';
import { Tally } from './tally.js';
import { statusLine } from './words.js';

const barCharacters = 20;

export function barProgress(stream: NodeJS.WriteStream, { monotonic }: Pick<Effects, 'monotonic'>) {
  const tally = new Tally(monotonic());
  const worth = firstFailures();
  // No terminal setting is changed (cursor, line wrap), for a process that ends at once could not set it back.
  const bars = new cliProgress.MultiBar({
    stream,
    format: (_options, { maxWidth }) => barLine(tally, monotonic(), maxWidth),
    fps: 8,
    linewrap: true,
    clearOnComplete: true,
    forceRedraw: true,
  });
  bars.create(1, 0);
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

/** The bar and the status behind it, cut to the width of the terminal. */
export function barLine(tally: Tally, now: number, width: number): string {
  const filled = Math.round(shareDone(tally) * barCharacters);
  const bar = `[${'='.repeat(filled)}${' '.repeat(barCharacters - filled)}]`;
  return `${bar} ${statusLine(tally, now)}`.slice(0, Math.max(0, width - 1));
}

function shareDone(tally: Tally): number {
  if (tally.publishing) return tally.publishing.share;
  if (!tally.principalsExpected) return 0;
  return Math.min(1, (tally.principalsDone + tally.kept) / tally.principalsExpected);
}
