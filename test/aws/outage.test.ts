/** While AWS answers nobody, calls wait for it instead of using up their tries; who is answered waits for nobody. On a virtual clock. */
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { inRounds } from '../../src/async/rounds.js';
import { Caller } from '../../src/aws/caller.js';
import { Outage } from '../../src/aws/outage.js';
import { Patience } from '../../src/aws/patience.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { VirtualClock } from './virtual-clock.js';

interface World {
  readonly accounts: number;
  readonly atOnce: number;
  readonly retryForMs: number;
  /** Whether calls to an account fail at a time, ms. */
  readonly isSick: (account: number, at: number) => boolean;
  /** Calls of an account side by side, one after another, and the time between them. */
  readonly streams?: number;
  readonly calls?: number;
  readonly restMs?: number;
  /** Ends it at this time, ms. */
  readonly stopAt?: number;
}

const CALL_MS = 50;

/** Accounts in rounds as an export collects them, with calls of 50 ms: what came of it. */
async function collected(world: World) {
  const { accounts, atOnce, retryForMs, isSick, streams = 5, calls = 10, restMs = 0, stopAt } = world;
  const clock = new VirtualClock();
  const events: ProgressEvent[] = [];
  const progress = (event: ProgressEvent) => events.push(event);
  const patience = new Patience(retryForMs, clock);
  const ids = Array.from({ length: accounts }, (_, at) => at);
  const sent = { whileSick: 0, probes: [] as string[] };
  const send = async (account: number) => {
    await clock.sleep(CALL_MS);
    if (!isSick(account, clock.monotonic())) return 'answer';
    sent.whileSick += 1;
    throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  };
  const ask = (id: string) => {
    sent.probes.push(id);
    return send(Number(id)).then(
      () => true,
      () => false,
    );
  };
  const outage = new Outage({ patience, progress, others: { ids: ids.map(String), ask } }, clock);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  if (stopAt !== undefined) void clock.sleep(stopAt).then(() => stop.abort(new Interrupted('stopped')));
  let firstPassMs: number | undefined;
  /** How long each account was at work the last time, ms. */
  const took = new Map<number, number>();
  const collect = async (account: number, signal: AbortSignal) => {
    const from = clock.monotonic();
    const watch = outage.watch(String(account));
    const caller = new Caller({ watch }, clock);
    const stream = async () => {
      for (let at = 0; at < calls; at++) {
        await caller.call(() => send(account), { signal });
        if (restMs > 0) await clock.sleep(restMs);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: streams }, stream)).finally(watch.end);
    took.set(account, clock.monotonic() - from);
    return { result: account, again: results.some(({ status }) => status === 'rejected') };
  };
  const lost = new Set<number>();
  const rounds = {
    concurrency: atOnce,
    signal: stop.signal,
    patienceMs: () => {
      firstPassMs ??= clock.monotonic();
      return patience.leftMs;
    },
    onWait: () => undefined,
  };
  const remember = async (account: number, signal: AbortSignal) => {
    const tried = await collect(account, signal);
    tried.again ? lost.add(account) : lost.delete(account);
    return tried;
  };
  const ended = clock.run(inRounds(ids, rounds, remember, clock));
  const error = await ended.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const paused = events.filter(({ type }) => type === 'paused');
  return { clock, events, paused, sent, lost, took, error, firstPassMs: firstPassMs ?? 0, patience };
}

const HOUR_MS = 3_600_000;
const between = (from: number, to: number) => (_: number, at: number) => at >= from && at < to;

describe('an outage of all', () => {
  test.each([6_000, 60_000, 600_000])('of %i ms loses no account, and hardly a call is made in it', async (ms) => {
    for (const atOnce of [1, 3, 18]) {
      const isSick = between(1000, 1000 + ms);
      const { lost, sent, events } = await collected({ accounts: 40, atOnce, retryForMs: 900_000, isSick, calls: 50 });
      expect([...lost]).toEqual([]);
      expect(sent.whileSick).toBeLessThan(5 * 7 * atOnce + (3 * ms) / 5000 + 5);
      expect(events.at(-1)).toEqual({ type: 'resumed', isAnswered: true });
    }
  });

  test('says until when it waits, and for how many accounts', async () => {
    const isSick = between(200, 600_000);
    const { paused } = await collected({ accounts: 18, atOnce: 18, retryForMs: 900_000, isSick });
    expect(paused).toMatchObject([{ type: 'paused', errorCode: 'ECONNRESET' }]);
    const [{ accounts, until }] = paused as [Extract<ProgressEvent, { type: 'paused' }>];
    expect(accounts).toBeGreaterThanOrEqual(9);
    const begun = until - 900_000 - Date.UTC(2026, 0, 1);
    expect(begun).toBeGreaterThan(200);
    expect(begun).toBeLessThan(10_000);
  });

  test('that outlasts the patience is waited for once, and nothing waits any more', async () => {
    const world = { accounts: 18, atOnce: 18, retryForMs: 60_000, isSick: between(0, HOUR_MS) };
    const { lost, events, patience, clock } = await collected(world);
    expect(lost.size).toBe(18);
    expect(events.map(({ type }) => type)).toEqual(['paused', 'resumed']);
    expect(events.at(-1)).toEqual({ type: 'resumed', isAnswered: false });
    expect(patience.leftMs).toBe(0);
    expect(clock.monotonic()).toBeLessThan(60_000 + 60_000);
  });

  test('that comes back again and again takes from one budget', async () => {
    const isSick = (_: number, at: number) => at % 40_000 > 10_000;
    const world = { accounts: 200, atOnce: 10, retryForMs: 60_000, isSick, calls: 200, restMs: 100 };
    const { paused, patience } = await collected(world);
    expect(paused.length).toBeLessThanOrEqual(3); // of 30 s each
    expect(patience.leftMs).toBe(0);
  });

  test('is not waited for where nobody wants to wait', async () => {
    const { paused, lost } = await collected({ accounts: 5, atOnce: 5, retryForMs: 0, isSick: between(0, HOUR_MS) });
    expect(paused).toEqual([]);
    expect(lost.size).toBe(5);
  });

  test('can be interrupted', async () => {
    const world = { accounts: 18, atOnce: 18, retryForMs: 900_000, isSick: between(0, HOUR_MS), stopAt: 30_000 };
    const { error, clock } = await collected(world);
    expect(error).toBeInstanceOf(Interrupted);
    expect(clock.monotonic()).toBeLessThan(60_000);
  });
});

/** How long the slowest of the healthy accounts was at work, ms. */
const slowestOf = ({ took }: { took: ReadonlyMap<number, number> }, sick: number): number =>
  Math.max(...[...took].filter(([account]) => account >= sick).map(([, ms]) => ms));

describe('accounts that are sick by themselves', () => {
  test.each([
    ['3 of 18, all at once', 18, 18, 3, HOUR_MS],
    ['3 of 18, 3 at once', 18, 3, 3, HOUR_MS],
    ['3 of 18, one at a time', 18, 1, 3, HOUR_MS],
    ['3 of 400, 10 at once', 400, 10, 3, HOUR_MS],
    ['3 of 400, 3 at once', 400, 3, 3, HOUR_MS],
    ['half of 18, which come and go', 18, 18, 9, 20_000],
    ['half of 400, which come and go', 400, 10, 200, 20_000],
  ])('%s: nobody waits for them, and the run ends in time', async (_, accounts, atOnce, sick, periodMs) => {
    const isSick = (account: number, at: number) => account < sick && at % periodMs < periodMs / 2;
    const world = { accounts, atOnce, retryForMs: 60_000 };
    const undisturbed = await collected({ ...world, isSick: () => false });
    const disturbed = await collected({ ...world, isSick });
    const { patience, firstPassMs, clock, lost } = disturbed;
    expect(slowestOf(disturbed, sick)).toBeLessThanOrEqual(slowestOf(undisturbed, sick) + 1);
    expect(patience.leftMs).toBeGreaterThan(30_000); // of three that are asked all may be sick: 5 s each time
    expect(clock.monotonic() - firstPassMs).toBeLessThan(60_000 + 60_000);
    if (periodMs === HOUR_MS) expect([...lost].sort()).toEqual([0, 1, 2]);
  });

  test('and most of those at work while the others rest: who is healthy is not held', async () => {
    const isSick = (account: number) => account < 10;
    const world = { accounts: 18, atOnce: 18, retryForMs: 60_000, isSick, streams: 1, restMs: 20_000, calls: 5 };
    const undisturbed = await collected({ ...world, isSick: () => false });
    expect(slowestOf(await collected(world), 10)).toBeLessThanOrEqual(slowestOf(undisturbed, 10) + 1);
  });

  test('are asked about another account each time, of which one answer is enough', async () => {
    const isSick = (account: number) => account < 3;
    const { sent, paused } = await collected({ accounts: 6, atOnce: 1, retryForMs: 600_000, isSick });
    expect(paused).toEqual([]);
    expect(new Set(sent.probes).size).toBe(6);
  });
});

test('errors that AWS answers with are answers: nobody waits', async () => {
  const clock = new VirtualClock();
  const events: ProgressEvent[] = [];
  const progress = (event: ProgressEvent) => events.push(event);
  const watched = new Outage({ patience: new Patience(900_000, clock), progress }, clock);
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $fault: 'client', $metadata: {} });
  const calls = Array.from({ length: 200 }, (_, at) =>
    new Caller({ watch: watched.watch(String(at % 5)) }, clock).call(() => Promise.reject(denied)),
  );
  const results = await clock.run(Promise.allSettled(calls));
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(200);
  expect(events).toEqual([]);
});

test('two waits at once take from the patience once', async () => {
  const clock = new VirtualClock();
  const patience = new Patience(100, clock);
  patience.begin();
  await clock.run(clock.sleep(20));
  patience.begin();
  await clock.run(clock.sleep(20));
  patience.end();
  expect(patience.leftMs).toBe(60);
  await clock.run(clock.sleep(10));
  patience.end();
  await clock.run(clock.sleep(50));
  expect(patience.leftMs).toBe(50);
});
