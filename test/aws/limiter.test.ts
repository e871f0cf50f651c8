import { expect, test } from 'vitest';
import { Limiter, type Slot } from '../../src/aws/limiter.js';
import { VirtualClock } from './virtual-clock.js';

/** Names in the order in which their calls may go; each call takes so long and is throttled or not. */
async function order(
  calls: readonly { readonly name: string; readonly first?: boolean }[],
  limiter: Limiter,
  clock: VirtualClock,
): Promise<string[]> {
  const gone: string[] = [];
  const call = async ({ name, first }: (typeof calls)[number]) => {
    const slot = await limiter.slot({ first });
    gone.push(name);
    await clock.sleep(50);
    slot.settle(false);
  };
  await clock.run(Promise.all(calls.map(call)));
  return gone;
}

test('calls go in the order in which they came, those that go first before the others', async () => {
  const clock = new VirtualClock();
  const names = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const urgent = ['x', 'y', 'z'].map((name) => ({ name, first: true }));
  const gone = await order([...names, ...urgent], new Limiter({}, clock), clock);
  expect(gone.filter((name) => 'xyz'.includes(name))).toEqual(['x', 'y', 'z']);
  expect(gone.filter((name) => 'abcd'.includes(name))).toEqual(['a', 'b', 'c', 'd']);
  expect(gone.indexOf('z')).toBeLessThan(gone.indexOf('d'));
});

test('no call that waits goes within a second of the first throttle', async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({}, clock);
  const sentAt: number[] = [];
  let throttledAt = Number.POSITIVE_INFINITY;
  const call = async (_: unknown, at: number) => {
    const slot = await limiter.slot();
    sentAt.push(clock.monotonic());
    await clock.sleep(50);
    if (at === 20) throttledAt = clock.monotonic();
    slot.settle(at === 20);
  };
  await clock.run(Promise.all(Array.from({ length: 60 }, call)));
  expect(sentAt).toHaveLength(60);
  expect(sentAt.filter((at) => at > throttledAt && at < throttledAt + 1000)).toEqual([]);
});

test('calls that hang do not hold up those of others where so many may be under way', async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ leastUnderWay: 40 }, clock);
  const slots: Slot[] = [];
  await clock.run(
    Promise.all(
      Array.from({ length: 40 }, async () => {
        slots.push(await limiter.slot());
      }),
    ),
  );
  expect(slots).toHaveLength(40);
});

test('a call that is given up leaves the queue and costs nothing', async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({}, clock);
  const stop = new AbortController();
  const held = await clock.run(Promise.all([limiter.slot(), limiter.slot(), limiter.slot()]));
  const givenUp = limiter.slot({ signal: stop.signal });
  const next = limiter.slot();
  stop.abort(new Error('given up'));
  await expect(givenUp).rejects.toThrow('given up');
  for (const slot of held) slot.settle(false);
  await clock.run(next);
  await expect(limiter.slot({ signal: stop.signal })).rejects.toThrow('given up');
});
