import { setTimeout as delay } from 'node:timers/promises';
import { type Effects, systemEffects } from '../../src/model/effects.js';

/** A clock for waiting that runs `times` as fast: back-off, pace and deadlines of jobs are short, sockets are real. */
export function fastEffects(times: number): Effects {
  return {
    ...systemEffects,
    monotonic: () => performance.now() * times,
    sleep: (ms, signal) => delay(ms / times, undefined, signal ? { signal } : undefined),
  };
}
