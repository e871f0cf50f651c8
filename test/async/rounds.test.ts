import { expect, test } from 'vitest';
import { inRounds } from '../../src/async/rounds.js';
import { Interrupted } from '../../src/model/errors.js';
import { VirtualClock } from '../aws/virtual-clock.js';

const never = new AbortController().signal;

/** Seconds at which each item was tried, where it ends well at `endsAt`. */
async function triesOf(endsAt: Readonly<Record<string, number>>, patienceS: number, signal = never) {
  const clock = new VirtualClock();
  const tries: Record<string, number[]> = {};
  const waits: [readonly string[], number][] = [];
  const options = {
    concurrency: 2,
    signal,
    patienceMs: () => patienceS * 1000,
    onWait: (items: readonly string[], at: number) => waits.push([items, (at - Date.UTC(2026, 0, 1)) / 1000]),
  };
  const work = async (item: string) => {
    const now = clock.monotonic() / 1000;
    tries[item] = [...(tries[item] ?? []), now];
    return { result: `${item} at ${now}`, again: now < (endsAt[item] as number) };
  };
  const results = await clock.run(inRounds(Object.keys(endsAt), options, work, clock));
  return { tries, waits, results };
}

test('what may end better is tried after 30 s, 1, 2, 4 min, and a last time when patience ends', async () => {
  const { tries, results } = await triesOf({ a: 0, b: 200, c: Number.POSITIVE_INFINITY }, 900);
  expect(tries).toEqual({ a: [0], b: [0, 30, 90, 210], c: [0, 30, 90, 210, 450, 900] });
  expect(results).toEqual(['a at 0', 'b at 210', 'c at 900']);
});

test('before each wait it is told what is tried again, and when', async () => {
  const { waits } = await triesOf({ a: 0, b: 40, c: 20 }, 900);
  expect(waits).toEqual([
    [['b', 'c'], 30],
    [['b'], 90],
  ]);
});

test('without patience nothing is tried again', async () => {
  expect((await triesOf({ a: 10 }, 0)).tries).toEqual({ a: [0] });
});

test('an interruption ends the wait', async () => {
  const stop = new AbortController();
  const waiting = triesOf({ a: Number.POSITIVE_INFINITY }, 900, AbortSignal.any([stop.signal]));
  stop.abort();
  await expect(waiting).rejects.toBeInstanceOf(Interrupted);
});
