/** While AWS answers nobody, calls wait for it instead of using up their tries; on a virtual clock. */
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Caller } from '../../src/aws/caller.js';
import { Outage } from '../../src/aws/outage.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { VirtualClock } from './virtual-clock.js';

const patienceMs = 900_000;

/** Accounts whose calls fail while the clock is in the outage. */
function world({ accounts = 5, patience = patienceMs, outage = [1000, 601_000] }) {
  const clock = new VirtualClock();
  const events: ProgressEvent[] = [];
  const watched = new Outage({ patienceMs: patience, progress: (event) => events.push(event) }, clock);
  const sent = { total: 0, inOutage: 0 };
  const [from = 0, to = 0] = outage;
  const send = async () => {
    await clock.sleep(50);
    sent.total += 1;
    if (clock.monotonic() < from || clock.monotonic() >= to) return 'answer';
    sent.inOutage += 1;
    throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  };
  const callers = Array.from({ length: accounts }, (_, at) => {
    return new Caller({ watch: watched.watch(String(at)) }, clock);
  });
  const run = (calls: number, signal?: AbortSignal) =>
    clock.run(
      Promise.allSettled(
        callers.flatMap((caller) => Array.from({ length: calls }, () => caller.call(send, { signal }))),
      ),
    );
  return { clock, events, watched, sent, run };
}

const lost = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'rejected').length;

describe('an outage', () => {
  test.each([6_000, 60_000, 600_000])('of %i ms loses no call, and hardly a call is made in it', async (ms) => {
    const { run, sent, events } = world({ outage: [1000, 1000 + ms] });
    expect(lost(await run(100))).toBe(0);
    expect(sent.inOutage).toBeLessThan(500 + ms / 5000 + 1);
    expect(events.at(-1)).toEqual({ type: 'resumed', isAnswered: true });
    expect(events[0]).toMatchObject({ type: 'paused', errorCode: 'ECONNRESET' });
  });

  test('says until when it waits, and for how many accounts', async () => {
    const { run, events } = world({});
    await run(100);
    const [paused] = events;
    if (paused?.type !== 'paused') throw new Error('it did not wait');
    expect(paused.accounts).toBeGreaterThanOrEqual(3);
    const begun = paused.until - patienceMs - Date.UTC(2026, 0, 1);
    expect(begun).toBeGreaterThan(1000);
    expect(begun).toBeLessThan(10_000);
  });

  test('that outlasts the patience ends the calls, and nothing waits any more', async () => {
    const { run, clock, watched, events } = world({ patience: 60_000, outage: [0, 1e9] });
    const results = await run(20);
    expect(lost(results)).toBe(100);
    expect(events.filter(({ type }) => type === 'resumed')).toEqual([{ type: 'resumed', isAnswered: false }]);
    expect(watched.patienceMs).toBe(0);
    expect(clock.monotonic()).toBeLessThan(200_000);
  });

  test.each([
    ['of two accounts', { accounts: 2 }],
    ['where nobody wants to wait', { patience: 0 }],
  ])('%s is that of its calls alone', async (_, more) => {
    const { run, events } = world({ ...more, outage: [0, 600_000] });
    expect(lost(await run(30))).toBeGreaterThan(0);
    expect(events).toEqual([]);
  });

  test('can be interrupted', async () => {
    const { run, clock } = world({ outage: [0, 1e9] });
    const stop = new AbortController();
    void clock.sleep(30_000).then(() => stop.abort());
    setMaxListeners(0, stop.signal);
    const results = await run(20, stop.signal);
    const reasons = results.map((result) => (result.status === 'rejected' ? result.reason : undefined));
    expect(reasons.every((reason) => reason instanceof Interrupted)).toBe(true);
    expect(clock.monotonic()).toBeLessThan(60_000);
  });
});

test('errors that AWS answers with are answers: nobody waits', async () => {
  const clock = new VirtualClock();
  const events: ProgressEvent[] = [];
  const watched = new Outage({ patienceMs, progress: (event) => events.push(event) }, clock);
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $fault: 'client', $metadata: {} });
  const calls = Array.from({ length: 200 }, (_, at) =>
    new Caller({ watch: watched.watch(String(at % 5)) }, clock).call(() => Promise.reject(denied)),
  );
  const results = await clock.run(Promise.allSettled(calls));
  expect(lost(results)).toBe(200);
  expect(events).toEqual([]);
});
