/** A fan-out that comes back to what may go better later. */
import type { Effects } from '../model/effects.js';
import { forAll, interruption } from './for-all.js';

/** Before the first further round; each later one waits twice as long. */
const FIRST_WAIT_MS = 30_000;

export interface RoundOptions<T> {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** How long rounds may begin after the first, ms; asked for when the first has ended. */
  readonly patienceMs: () => number;
  /** Told before each wait: what is tried again, and when (ms since 1970). */
  readonly onWait: (items: readonly T[], at: number) => void;
}

export interface Tried<R> {
  readonly result: R;
  /** Whether a further try may end better. */
  readonly again: boolean;
}

/**
 * Results of `work` over all items, in their order: of each the last try. The last round begins when patience
 * ends. Fails as {@link forAll} does.
 */
export async function inRounds<T, R>(
  items: readonly T[],
  { concurrency, signal, patienceMs, onWait }: RoundOptions<T>,
  work: (item: T, signal: AbortSignal) => Promise<Tried<R>>,
  effects: Effects,
): Promise<R[]> {
  const tried = new Map<T, Tried<R>>();
  const isOpen = (item: T) => tried.get(item)?.again !== false;
  const round = () =>
    forAll(items.filter(isOpen), concurrency, signal, async (item, inner) => {
      tried.set(item, await work(item, inner));
    });
  await round();
  const endsAt = effects.monotonic() + patienceMs();
  for (let waitMs = FIRST_WAIT_MS; items.some(isOpen); waitMs *= 2) {
    const leftMs = endsAt - effects.monotonic();
    if (leftMs <= 0) break;
    onWait(items.filter(isOpen), effects.now() + Math.min(waitMs, leftMs));
    await pause(Math.min(waitMs, leftMs), signal, effects);
    await round();
  }
  return items.map((item) => (tried.get(item) as Tried<R>).result);
}

async function pause(ms: number, signal: AbortSignal, effects: Effects): Promise<void> {
  try {
    await effects.sleep(ms, signal);
  } catch {
    throw interruption(signal);
  }
}
