/** As many calls as the account lets go, hardly one more; measured on a virtual clock. */
import { describe, expect, test } from 'vitest';
import { type Paced, paced } from './paced.js';

/** Latencies there and back, of a Region near us-east-1 and of one across an ocean. */
const [NEAR, FAR] = [20, 60];
const jobMs = [400, 5000] as const;

describe.each([2, 5, 10, 20, 50, 100])('a bucket of %i/s', (rate) => {
  test.each([
    { principals: 150, burst: rate, latencyMs: NEAR },
    { principals: 150, burst: 2 * rate, latencyMs: NEAR },
    { principals: 150, burst: rate, latencyMs: FAR },
    { principals: 150, burst: 2 * rate, latencyMs: FAR },
    { principals: 400, burst: rate, latencyMs: FAR },
    { principals: 400, burst: 2 * rate, latencyMs: FAR },
    { principals: 400, burst: 5 * rate, latencyMs: FAR },
    { principals: 1000, burst: 2 * rate, latencyMs: FAR },
  ])('$principals principals, burst $burst, latency $latencyMs ms', async (account) => {
    expectLaw(await paced({ ...account, rate, jobMs }), account.principals, rate);
  });
});

test.each([10, 100])('2000 principals on a bucket of %i/s', async (rate) => {
  const principals = 2000;
  expectLaw(await paced({ principals, rate, burst: 2 * rate, latencyMs: FAR, jobMs }), principals, rate);
});

/** What the bucket of IAM seems to be, from near us-east-1 and across a continent, for short and for long jobs. */
test.each([
  { latencyMs: NEAR, jobMs },
  { latencyMs: NEAR, jobMs: [300, 2000] as const },
  { latencyMs: FAR, jobMs },
  { latencyMs: FAR, jobMs: [300, 2000] as const },
])(
  '150 principals cost at most 2.10 calls each, 1 % of them throttled: $latencyMs ms, jobs of $jobMs ms',
  async (account) => {
    const { calls, throttled } = await paced({ ...account, principals: 150, rate: 10, burst: 20 });
    expect(calls / 150).toBeLessThanOrEqual(2.1);
    expect(throttled / calls).toBeLessThanOrEqual(0.01);
  },
);

test('a refill that falls to a third while an account is read is found again', async () => {
  const used = await paced({ principals: 1000, rate: 30, burst: 60, latencyMs: FAR, jobMs, rateLater: 10 });
  expectMeasured(used, 1000);
  expect(used.throttled / used.calls).toBeLessThanOrEqual(0.03);
});

function expectLaw(used: Paced, principals: number, rate: number): void {
  expectMeasured(used, principals);
  expect(used.throttled / used.calls).toBeLessThanOrEqual(0.02);
  expect(used.seconds).toBeLessThanOrEqual(used.leastSeconds + 0.1 * (used.calls / rate));
}

function expectMeasured({ measured, outcome, calls, throttled }: Paced, principals: number): void {
  expect(measured).toBe(principals);
  expect(outcome.status).toBe('exported');
  expect(outcome.calls).toEqual({ total: calls, throttled });
  expect(calls / principals).toBeLessThanOrEqual(2.15);
}
