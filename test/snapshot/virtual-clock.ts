/** A clock that stands still until everything waits for it. */
import { type Effects, systemEffects } from '../../src/model/effects.js';

interface Timer {
  readonly at: number;
  fire(): void;
}

export class VirtualClock {
  time = 0;
  private readonly timers = new Set<Timer>();

  readonly effects: Effects = {
    ...systemEffects,
    monotonic: () => this.time,
    sleep: (ms, signal) => this.sleep(ms, signal),
  };

  /** Lets time pass, one timer after another, until the promise settles. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    while (!settled) {
      await new Promise((later) => setTimeout(later, 2));
      if (!settled) this.next();
    }
    return promise;
  }

  private next(): void {
    const first = [...this.timers].sort((a, b) => a.at - b.at)[0];
    if (first === undefined) return;
    this.time = Math.max(this.time, first.at);
    this.timers.delete(first);
    first.fire();
  }

  private sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((fire, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = { at: this.time + ms, fire };
      this.timers.add(timer);
      signal?.addEventListener('abort', () => {
        this.timers.delete(timer);
        reject(signal.reason);
      });
    });
  }
}
