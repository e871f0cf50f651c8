/** Whose clock the dates of a run follow. */
import { DAY_MS } from '../model/days.js';
import type { Effects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';

/**
 * The effects by a clock that is `offsetMs` ahead of this machine's, where the difference counts: by a host's clock that
 * is ahead, a run would be the newest for ever. `whose`: the clock, for the person who is told.
 */
export function byClock(
  whose: "AWS's" | 'that of the destination',
  offsetMs: number,
  progress: Progress,
  effects: Effects,
): Effects {
  if (Math.abs(offsetMs) < ACCEPTED_OFFSET_MS) return effects;
  const way = offsetMs > 0 ? 'behind' : 'ahead of';
  const off = `${inWords(Math.abs(offsetMs))} ${way} ${whose}`;
  progress({ type: 'notice', message: `The clock of this machine is ${off}, which the dates of this run follow` });
  return { ...effects, now: () => effects.now() + offsetMs };
}

/** AWS accepts signatures of clocks that are less than five minutes off, and its Date header is cut to seconds. */
const ACCEPTED_OFFSET_MS = 300_000;

const UNITS = [
  ['days', DAY_MS],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

/** In the largest unit of which there are two. */
function inWords(ms: number): string {
  const counted = UNITS.map(([name, unit]) => ({ name, count: Math.round(ms / unit) }));
  const { name, count } = counted.find((one) => one.count >= 2) ?? { name: 'minutes', count: 0 };
  return `${count} ${name}`;
}
