import type { Effects } from '../../src/model/effects.js';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that jumps to the next sleeper as soon as nothing else can run. */
export class VirtualClock implements Effects {
  private time = 0;
  private readonly timers: Timer[] = [];
  private state: number;
  private ids = 0;

  constructor(seed = 1) {
    this.state = seed;
  }

  now(): number {
    return Date.UTC(2026, 0, 1) + this.time;
  }

  monotonic(): number {
    return this.time;
  }

  random(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }

  randomId(bytes: number): string {
    return (++this.ids).toString(16).padStart(bytes * 2, '0');
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      const wake = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const timer = { at: this.time + Math.max(0, ms), wake };
      const place = this.timers.findLastIndex((other) => other.at <= timer.at);
      this.timers.splice(place + 1, 0, timer);
    });
  }

  /** Runs until the promise settles. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    for (;;) {
      await new Promise(setImmediate);
      if (settled) return promise;
      const timer = this.timers.shift();
      if (timer === undefined) throw new Error('Nothing left to wait for: a deadlock');
      this.time = timer.at;
      timer.wake();
    }
  }
}
