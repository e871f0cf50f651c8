/** What code takes from the world besides its input; tests pass their own. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface Effects {
  /** ms since 1970 in UTC, for what is written down */
  now(): number;
  /** ms of a clock that never jumps, for waiting and measuring */
  monotonic(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ n < 1 */
  random(): number;
  /** `bytes` random bytes as lower-case hexadecimal digits */
  randomId(bytes: number): string;
}

export const systemEffects: Effects = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : undefined),
  random: Math.random,
  randomId: (bytes) => randomBytes(bytes).toString('hex'),
};
