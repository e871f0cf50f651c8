/** The steps of a run that one process does at a time. */
import type { Effects } from '../model/effects.js';
import { type HeldLock, type LockOptions, withLocks } from '../snapshot/lock.js';
import type { ExportOptions } from './options.js';

/** The options with what the lock adds: its signal also ends the work when another process took over. */
export interface LockedOptions extends ExportOptions {
  readonly signal: AbortSignal;
  /** When the lock was taken, by the store's clock: ms since 1970 in UTC. */
  readonly storeNow: number;
}

type Wanted = Pick<LockOptions, 'folder' | 'action'>;

/** Does the work while it holds the lock. */
export function whileLocked<T>(
  options: ExportOptions,
  lock: Wanted,
  effects: Effects,
  work: (held: LockedOptions) => Promise<T>,
): Promise<T> {
  return whileAllLocked(options, [lock], effects, work);
}

/** Does the work while it holds all these locks. */
export function whileAllLocked<T>(
  options: ExportOptions,
  [first, ...others]: readonly [Wanted, ...Wanted[]],
  effects: Effects,
  work: (held: LockedOptions) => Promise<T>,
): Promise<T> {
  const { store, signal, progress } = options;
  const held = ({ lost, takenAt }: HeldLock) => {
    return work({ ...options, signal: AbortSignal.any(signal ? [signal, lost] : [lost]), storeNow: takenAt });
  };
  const asked = (lock: Wanted): LockOptions => ({ ...lock, signal, progress });
  return withLocks(store, [asked(first), ...others.map(asked)], held, effects);
}
