import { type Effects, systemEffects } from '../model/effects.js';
import { Pace, type Ticket } from './pace.js';

/** Leave for one call. */
export interface Slot {
  /** Tells the limiter how the call ended; every slot is settled once. */
  settle(throttled: boolean): void;
}

interface Waiter {
  readonly go: (slot: Slot) => void;
  readonly stop: (reason: unknown) => void;
}

export interface SlotOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes before all that wait without it. */
  readonly first?: boolean | undefined;
}

export interface LimiterOptions {
  /** Calls that may be under way at once whatever the pace: one that hangs must not hold up those of others. */
  readonly leastUnderWay?: number | undefined;
}

/**
 * Lets calls go one after another at the pace that the service allows. One queue: a call learns that it
 * may go only when it goes, so none fires on the strength of a promise made before a throttle.
 */
export class Limiter {
  private readonly pace = new Pace();
  /** Those that go first, and all others, each in the order in which they came. */
  private readonly queues: readonly [Waiter[], Waiter[]] = [[], []];
  private readonly leastUnderWay: number;
  private readonly effects: Effects;
  private underWay = 0;
  private pumping = false;

  constructor({ leastUnderWay = 0 }: LimiterOptions = {}, effects: Effects = systemEffects) {
    this.leastUnderWay = leastUnderWay;
    this.effects = effects;
  }

  /** Calls per second that it lets go now. */
  get rate(): number {
    return this.pace.rate;
  }

  /** Waits for leave to call. Rejects with the signal's reason. */
  slot({ signal, first = false }: SlotOptions = {}): Promise<Slot> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = () => this.leave(waiter);
      const waiter: Waiter = {
        go: (slot) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(slot);
        },
        stop: () => reject(signal?.reason),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.queues[first ? 0 : 1].push(waiter);
      void this.pump();
    });
  }

  private leave(waiter: Waiter): void {
    for (const queue of this.queues) {
      const place = queue.indexOf(waiter);
      if (place >= 0) queue.splice(place, 1);
    }
    waiter.stop(undefined);
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    while (this.isWaiting && this.underWay < Math.max(this.leastUnderWay, this.pace.mostUnderWay)) {
      const wait = this.pace.nextAt - this.effects.monotonic();
      if (wait > 0) await this.effects.sleep(wait);
      else this.letGo((this.queues[0].shift() ?? this.queues[1].shift()) as Waiter);
    }
    this.pumping = false;
  }

  private get isWaiting(): boolean {
    return this.queues.some((queue) => queue.length > 0);
  }

  private letGo(waiter: Waiter): void {
    const ticket = this.pace.send(this.effects.monotonic());
    this.underWay += 1;
    waiter.go({ settle: (throttled) => this.settle(ticket, throttled) });
  }

  private settle(ticket: Ticket, throttled: boolean): void {
    const now = this.effects.monotonic();
    this.underWay -= 1;
    this.pace.answer(ticket, now);
    if (throttled) this.pace.throttle(ticket, now);
    void this.pump();
  }
}
