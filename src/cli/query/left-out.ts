/** Tells what the list of a question leaves out, and why. */
import type { LeftOut } from '../../query/question/left-out.js';
import type { Terminal } from '../terminal.js';
import { count } from '../text/numbers.js';

export function tellLeftOut(found: readonly LeftOut[], { note }: Pick<Terminal, 'note'>): void {
  for (const counts of new Set(found.map((each) => each.counts))) {
    const reasons = found
      .filter((each) => each.counts === counts)
      .map(({ reason, rows }) => `${count(rows)} ${reason}`);
    note(`Left out of ${counts}: ${reasons.join('; ')}.\n`);
  }
}
