/**
 * A lock saves work; correctness never rests on it. Clocks of two machines are never compared:
 * a challenger watches for a heartbeat by its own clock.
 */
import type { Effects } from '../model/effects.js';
import { Interrupted, UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { type Progress, silent } from '../model/progress.js';
import type { Store } from '../store/store.js';
import { type Machine, type ProcessIdentity, thisMachine } from '../tools/process-identity.js';
import { getJson, putJson } from './json.js';
import { numberOf } from './keys.js';
import { listAll } from './lists.js';
import { isCount, isObject, isText, isTextOrNull, isTime } from './shape.js';

const HEARTBEAT_MS = 15_000;
const PATIENCE_MS = 60_000;
const LOOK_MS = 2_000;

export interface LockOptions {
  /** Folder of the generations, `/` at its end. */
  readonly folder: string;
  /** What the lock is for, as in `Cannot … "<place>"`, such as `export to`. */
  readonly action: string;
  /** Is told of a wait. */
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
  readonly machine?: Machine;
}

export interface HeldLock {
  /** Aborted when another process took over, with the UserError that says so. */
  readonly lost: AbortSignal;
  /** When it was taken, by the store's clock: ms since 1970 in UTC. */
  readonly takenAt: number;
}

/** What a generation holds. Every heartbeat changes it. */
interface Heartbeat {
  readonly process: ProcessIdentity;
  /** ms since 1970 in UTC by the owner's clock, for people only */
  readonly since: number;
  readonly beats: number;
}

/**
 * Does the work while it holds the lock. Fails with a UserError that says who holds it, and since when, where another
 * process does; finding out takes up to a minute. Always releases the lock at the end.
 */
export function withLock<T>(
  store: Store,
  options: LockOptions,
  work: (held: HeldLock) => Promise<T>,
  effects: Effects,
): Promise<T> {
  return withLocks(store, [options], work, effects);
}

/** The same with several locks, taken side by side: all are held, or none and no work is done. `takenAt` is that of the first. */
export async function withLocks<T>(
  store: Store,
  wanted: readonly [LockOptions, ...LockOptions[]],
  work: (held: HeldLock) => Promise<T>,
  effects: Effects,
): Promise<T> {
  const locks = wanted.map((options) => new Lock(store, options, effects));
  const beating: Promise<void>[] = [];
  const take = async (lock: Lock) => {
    await lock.take();
    beating.push(lock.heartbeat());
  };
  const taken = await Promise.allSettled(locks.map(take));
  const held = locks.filter((_, at) => taken[at]?.status === 'fulfilled');
  try {
    const refused = taken.find((each) => each.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    const lost = AbortSignal.any(held.map((lock) => lock.lost.signal));
    return await work({ lost, takenAt: await (held[0] as Lock).takenAt() });
  } finally {
    for (const lock of held) lock.stop.abort();
    await Promise.all(beating);
    await Promise.all(held.map((lock) => lock.release()));
  }
}

/** Returns once nobody holds the lock, or whoever does is silent, and takes nothing. Fails with a UserError where it is held. */
export function outlast(store: Store, options: LockOptions, effects: Effects): Promise<void> {
  return new Lock(store, options, effects).pass();
}

/** Folders of the locks that lie below one. */
export async function locksBelow(store: Store, folder: string): Promise<string[]> {
  const folders = (await listAll(store, folder)).map(({ key }) => key.slice(0, key.lastIndexOf('/') + 1));
  return [...new Set(folders)];
}

class Lock {
  readonly lost = new AbortController();
  readonly stop = new AbortController();
  private readonly store: Store;
  private readonly options: LockOptions;
  private readonly effects: Effects;
  private readonly machine: Machine;
  private readonly since: number;
  private generation = 0;
  private beats = 0;

  constructor(store: Store, options: LockOptions, effects: Effects) {
    this.store = store;
    this.options = options;
    this.effects = effects;
    this.machine = options.machine ?? thisMachine;
    this.since = effects.now();
  }

  async take(): Promise<void> {
    for (;;) {
      const newest = await this.newest();
      const outlasted = newest > 0 && (await this.outlast(newest)) === 'silent' ? newest : 0;
      this.generation = newest + 1;
      if ((await this.put({ ifAbsent: true })) === 'stored' && (await this.isAlone(outlasted))) break;
    }
    const folder = this.options.folder;
    const older = (await this.generations()).filter((generation) => generation < this.generation);
    await this.store.delete(older.map((generation) => `${folder}${generation}`));
    await this.store.abortUploads(folder);
  }

  async pass(): Promise<void> {
    const newest = await this.newest();
    if (newest > 0) await this.outlast(newest);
  }

  /** When the lock was written, by the store's clock. */
  async takenAt(): Promise<number> {
    const key = `${this.options.folder}${this.generation}`;
    const own = (await listAll(this.store, key)).find((entry) => entry.key === key);
    if (own === undefined) throw this.takenOver();
    return own.modifiedAt;
  }

  /** Overwrites the generation until it is told to stop or has been replaced. A heartbeat that fails is tried at the next. */
  async heartbeat(): Promise<void> {
    while (await this.isTime()) {
      const newest = await this.newest().catch(() => this.generation);
      if (newest !== this.generation) {
        this.lost.abort(this.takenOver());
        return;
      }
      this.beats += 1;
      await this.put({}).catch(() => undefined);
    }
  }

  async release(): Promise<void> {
    const key = `${this.options.folder}${this.generation}`;
    await this.store.delete([key]).catch(() => undefined); // who comes next waits for a heartbeat that never comes
  }

  private isTime(): Promise<boolean> {
    return this.effects.sleep(HEARTBEAT_MS, this.stop.signal).then(
      () => !this.stop.signal.aborted,
      () => false,
    );
  }

  private put(options: { ifAbsent?: boolean }): Promise<'stored' | 'exists'> {
    const heartbeat: Heartbeat = { process: this.machine.self(), since: this.since, beats: this.beats };
    return putJson(this.store, `${this.options.folder}${this.generation}`, heartbeat, options);
  }

  /** Whether nobody took another generation since the one that was outlasted; else lets go of its own. */
  private async isAlone(outlasted: number): Promise<boolean> {
    const others = (await this.generations()).filter((generation) => generation !== this.generation);
    if (others.every((generation) => generation <= outlasted)) return true;
    await this.release();
    return false;
  }

  /** Returns when that generation is gone or silent. */
  private async outlast(generation: number): Promise<'gone' | 'silent'> {
    const key = `${this.options.folder}${generation}`;
    const first = await getJson(this.store, key, isHeartbeat);
    if (first === undefined) return 'gone';
    if (first !== 'damaged' && this.machine.isGone(first.process)) return 'silent';
    this.tellWaiting(first, key);
    const seen = JSON.stringify(first);
    const deadline = this.effects.monotonic() + PATIENCE_MS;
    while (this.effects.monotonic() < deadline) {
      await this.effects.sleep(LOOK_MS, this.options.signal).catch(rethrowInterrupted);
      const now = await getJson(this.store, key, isHeartbeat);
      if (now === undefined) return 'gone';
      if (now !== 'damaged' && JSON.stringify(now) !== seen) throw this.lockedBy(now);
    }
    return 'silent';
  }

  private tellWaiting(heartbeat: Heartbeat | 'damaged', key: string): void {
    const { progress = silent } = this.options;
    const owner =
      heartbeat === 'damaged' ? `the process that wrote ${key}, which is not a heartbeat,` : ownerOf(heartbeat);
    progress({ type: 'notice', message: `Waiting up to a minute to see whether ${owner} is still running` });
  }

  private lockedBy(heartbeat: Heartbeat): UserError {
    const place = jsonForTerminal(this.store.location);
    const since = `${new Date(heartbeat.since).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    const state = `${ownerOf(heartbeat)} has been running since ${since}`;
    return new UserError(`Cannot ${this.options.action} ${place}: ${state}.`, {
      hint: 'Wait until it ends, or stop it; then run the same command again to resume its work.',
      exit: 'locked',
    });
  }

  private takenOver(): UserError {
    const place = jsonForTerminal(this.store.location);
    return new UserError(`Cannot ${this.options.action} ${place}: another process took over in the meantime.`, {
      hint: 'This process sent no heartbeat for a minute (it was stopped, or could not reach the destination). What it staged is kept.',
      exit: 'locked',
    });
  }

  private async newest(): Promise<number> {
    return Math.max(0, ...(await this.generations()));
  }

  private async generations(): Promise<number[]> {
    const { folder } = this.options;
    return (await listAll(this.store, folder)).flatMap((entry) => numberOf(entry.key, folder) ?? []);
  }
}

function isHeartbeat(value: unknown): value is Heartbeat {
  if (!isObject(value) || !isObject(value.process)) return false;
  const { host, pid, kernel, start } = value.process;
  const isProcess = isText(host) && isCount(pid) && isTextOrNull(kernel) && isTextOrNull(start);
  return isProcess && isTime(value.since) && isCount(value.beats);
}

function ownerOf({ process: { host, pid } }: Heartbeat): string {
  return `process ${pid} on host ${jsonForTerminal(host)}`;
}

function rethrowInterrupted(): never {
  throw new Interrupted('interrupted while waiting for another process');
}
