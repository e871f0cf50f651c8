import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { systemEffects } from '../../src/model/effects.js';
import { UserError } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { withLock } from '../../src/snapshot/lock.js';
import type { Store } from '../../src/store/store.js';
import { type Machine, type ProcessIdentity, thisMachine } from '../../src/tools/process-identity.js';
import { filesIn, inFolder } from '../export/lake.js';
import { VirtualClock } from './virtual-clock.js';

const folder = '_staging/holder/abc/';
const action = 'export to';

/** A process on another machine: nobody here can tell whether it lives. */
const elsewhere: Machine = {
  self: () => ({ host: 'far\u001b[31m', pid: 7, kernel: 'other', start: '1' }),
  isGone: thisMachine.isGone,
};

function hold<T>(store: Store, clock: VirtualClock, work: () => Promise<T>, machine = thisMachine): Promise<T> {
  return withLock(clock.watched(store), { folder, action, machine }, work, clock.effects);
}

/** What a holder that was killed left behind. */
async function left(store: Store, process: ProcessIdentity, generation = 1): Promise<void> {
  const heartbeat = JSON.stringify({ process, since: 0, beats: 3 });
  await store.put(`${folder}${generation}`, new TextEncoder().encode(heartbeat));
}

describe('one holder at a time', () => {
  test('a second one is told who holds it and since when, and harms nothing', () =>
    inFolder(async (_path, store) => {
      const clock = new VirtualClock();
      let release = () => {};
      const released = new Promise<void>((done) => {
        release = done;
      });
      let first = Promise.resolve();
      await new Promise<void>((held) => {
        const work = () => {
          held();
          return released;
        };
        first = hold(store, clock, work, elsewhere);
      });
      const second = clock.until(hold(store, clock, async () => 'never'));
      const error = await second.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(/process 7 on host "far\\u001b\[31m" has been running since \d{4}-/);
      expect((error as UserError).exit).toBe('locked');
      release();
      await first;
    }));

  test('a silent one is replaced after a minute, not before, and the wait is told', () =>
    inFolder(async (path, store) => {
      const clock = new VirtualClock();
      await left(store, elsewhere.self());
      const told: ProgressEvent[] = [];
      const options = { folder, action, progress: (event: ProgressEvent) => told.push(event) };
      const work = async () => {
        expect(filesIn(path)).toEqual([`${folder}2`]);
        return clock.time;
      };
      const waited = await clock.until(withLock(store, options, work, clock.effects));
      const message = String.raw`Waiting up to a minute to see whether process 7 on host "far\u001b[31m" is still running`;
      expect(told).toEqual([{ type: 'notice', message }]);
      expect(waited).toBeGreaterThanOrEqual(60_000);
      expect(waited).toBeLessThan(120_000);
      expect(filesIn(path)).toEqual([]);
    }));

  test('one on this machine whose process is gone is replaced at once', () =>
    inFolder(async (_path, store) => {
      const child = spawn(process.execPath, ['-e', '']);
      const pid = child.pid as number;
      await once(child, 'close');
      await left(store, { ...thisMachine.self(), pid });
      const clock = new VirtualClock();
      await hold(store, clock, async () => {});
      expect(clock.time).toBe(0);
    }));

  test('a process id that was given again is another process', () =>
    inFolder(async (_path, store) => {
      await left(store, { ...thisMachine.self(), start: '1' });
      const clock = new VirtualClock();
      await hold(store, clock, async () => {});
      expect(clock.time).toBe(0);
    }));

  test('one that wakes up after a takeover is told, and leaves the new one its place', () =>
    inFolder(async (path, store) => {
      const clock = new VirtualClock();
      const woken = withLock(
        store,
        { folder, action, machine: elsewhere },
        async ({ lost }) => {
          await left(store, thisMachine.self(), 2);
          if (!lost.aborted) await new Promise((told) => lost.addEventListener('abort', told));
          throw lost.reason;
        },
        clock.effects,
      );
      await expect(clock.until(woken)).rejects.toThrow(/another process took over/);
      expect(filesIn(path)).toEqual([`${folder}2`]);
    }));

  test('one that let go while two looked is followed by one of them, not by both', () =>
    inFolder(async (_path, store) => {
      const clock = new VirtualClock();
      await left(store, elsewhere.self());
      let isTaken = false;
      const racing: Store = {
        ...store,
        get: async (key) => {
          if (key !== `${folder}1` || isTaken) return store.get(key);
          await store.delete([key]); // the first lets go; this one takes 2
          return undefined;
        },
        put: async (key, ...rest) => {
          if (key === `${folder}2` && !isTaken) await left(store, elsewhere.self()); // the other takes 1
          isTaken = true;
          return store.put(key, ...rest);
        },
      };
      const began = await clock.until(hold(racing, clock, async () => clock.time));
      expect(began).toBeGreaterThanOrEqual(60_000);
    }));

  test('of many at once exactly one holds it at a time', () =>
    inFolder(async (_path, store) => {
      let [inside, most, done] = [0, 0, 0];
      const work = async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((later) => setTimeout(later, 20));
        inside -= 1;
        done += 1;
      };
      const challengers = Array.from({ length: 6 }, () =>
        withLock(store, { folder, action }, work, { ...systemEffects, sleep: quick }).catch(() => {}),
      );
      await Promise.all(challengers);
      expect(most).toBe(1);
      expect(done).toBeGreaterThanOrEqual(1);
    }));
});

/** Beats every 150 ms, looks every 20. */
function quick(ms: number, signal?: AbortSignal): Promise<void> {
  return systemEffects.sleep(ms / 100, signal);
}
