/** Rows in memory have one budget over all open accounts; when it is reached, the largest open part closes. */

import { Semaphore } from '../../async/semaphore.js';

/** Parts that are laid out and compressed at once: meanwhile each takes its memory some three times more. */
const PARTS_AT_ONCE = 4;

/** Holds rows until they are staged. */
export interface RowBuffer {
  /** Rows of the open part. */
  readonly rows: number;
  /** Closes the open part; resolves when it is staged. */
  flush(): Promise<void>;
}

export class MemoryBudget {
  private readonly limit: number;
  private readonly buffers = new Set<RowBuffer>();
  private held = 0;
  private turn: Promise<void> = Promise.resolve();
  private readonly encoders = new Semaphore(PARTS_AT_ONCE);

  constructor(limit = 1_000_000) {
    this.limit = limit;
  }

  enter(buffer: RowBuffer): void {
    this.buffers.add(buffer);
  }

  leave(buffer: RowBuffer): void {
    this.buffers.delete(buffer);
  }

  /** Counts rows that came (or, negative, went to the staging). */
  count(rows: number): void {
    this.held += rows;
  }

  /** Makes the bytes of a part when its turn comes. */
  encode<T>(part: () => Promise<T>): Promise<T> {
    return this.encoders.run(part);
  }

  /** Resolves when the rows are within the budget. One at a time looks, lest each of many closes a part for the same rows. */
  relieve(): Promise<void> {
    const mine = this.turn.then(() => this.closeLargest());
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async closeLargest(): Promise<void> {
    while (this.held >= this.limit) {
      const largest = [...this.buffers].reduce((a, b) => (b.rows > a.rows ? b : a));
      if (largest.rows === 0) return;
      await largest.flush();
    }
  }
}
