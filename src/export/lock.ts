/** The steps of a run that one process does at a time. */
import type { Effects } from '../model/effects.js';
import { type HeldLock, type LockOptions, withLock } from '../snapshot/lock.js';
import type { ExportOptions } from './options.js';

/** The options with what the lock adds: its signal also ends the work when another process took over. */
export interface LockedOptions extends ExportOptions {
  readonly signal: AbortSignal;
  /** When the lock was taken, by the store's clock: ms since 1970 in UTC. */
  readonly storeNow: number;
}

/** Does the work while it holds the lock. */
export function whileLocked<T>(
  options: ExportOptions,
  lock: Pick<LockOptions, 'folder' | 'action'>,
  effects: Effects,
  work: (held: LockedOptions) => Promise<T>,
): Promise<T> {
  const { store, signal, progress } = options;
  const held = ({ lost, takenAt }: HeldLock) => {
    return work({ ...options, signal: AbortSignal.any(signal ? [signal, lost] : [lost]), storeNow: takenAt });
  };
  return withLock(store, { ...lock, signal, progress }, held, effects);
}
