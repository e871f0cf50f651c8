/** How long a run may wait for AWS in all. */
import type { Effects } from '../model/effects.js';

/** One budget a run: waits that overlap take from it once, and no answer gives any of it back. */
export class Patience {
  private readonly totalMs: number;
  private readonly effects: Pick<Effects, 'monotonic'>;
  private spentMs = 0;
  private waits = 0;
  private since = 0;

  /** `totalMs` 0: nobody ever waits. */
  constructor(totalMs: number, effects: Pick<Effects, 'monotonic'>) {
    this.totalMs = totalMs;
    this.effects = effects;
  }

  get leftMs(): number {
    const running = this.waits > 0 ? this.effects.monotonic() - this.since : 0;
    return Math.max(0, this.totalMs - this.spentMs - running);
  }

  begin(): void {
    if (this.waits++ === 0) this.since = this.effects.monotonic();
  }

  end(): void {
    if (--this.waits === 0) this.spentMs += this.effects.monotonic() - this.since;
  }
}
