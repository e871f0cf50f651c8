/** A fan-out that settles everything. */
import { setMaxListeners } from 'node:events';
import { Interrupted } from '../model/errors.js';

/**
 * Results of `work` over all items, in their order, `concurrency` at a time. When one fails, or `signal` is
 * aborted, no more begin and those under way are told by their signal; all settle before the first error
 * (an {@link Interrupted} only where there is no other), or the signal's own, is thrown.
 */
export async function forAll<T, R>(
  items: readonly T[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const errors: unknown[] = [];
  const stop = new AbortController();
  const inner = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, inner); // all work under way listens
  const queue = items.entries();
  const worker = async () => {
    for (const [at, item] of queue) {
      if (inner.aborted) return;
      try {
        results[at] = await work(item, inner);
      } catch (error) {
        errors.push(error);
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  const isReason = (error: unknown) => !(error instanceof Interrupted);
  if (errors.some(isReason)) throw errors.find(isReason);
  if (signal.aborted) throw interruption(signal);
  if (errors.length > 0) throw errors[0];
  return results;
}

/** The error of whoever aborted the signal, where it is one; else that it was interrupted. */
export function interruption(signal: AbortSignal): Error {
  const { reason } = signal;
  const isPlain = !(reason instanceof Error) || reason.name === 'AbortError';
  return isPlain ? new Interrupted('Interrupted') : reason;
}
