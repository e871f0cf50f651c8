/** A clock that stands still until everything waits for it, and while a call to what it watches is not answered. */
import { type Effects, systemEffects } from '../../src/model/effects.js';

interface Timer {
  readonly at: number;
  fire(): void;
}

export class VirtualClock {
  time = 0;
  private readonly timers = new Set<Timer>();
  private calls = 0;

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
      if (!settled && this.calls === 0) this.next();
    }
    return promise;
  }

  /** The same, with every call counted until its promise settles. */
  watched<T extends object>(subject: T): T {
    return new Proxy(subject, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          const answer: unknown = member.apply(target, given);
          return answer instanceof Promise ? this.counted(answer) : answer;
        };
      },
    });
  }

  private async counted<T>(answer: Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await answer;
    } finally {
      this.calls--;
    }
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
