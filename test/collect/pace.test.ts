/** As many calls as the account lets go, hardly one more; measured on a virtual clock. */
import { describe, expect, test } from 'vitest';
import { collectAccount } from '../../src/collect/account.js';
import type { Account } from '../../src/model/account.js';
import { silent } from '../../src/model/progress.js';
import type { AccountOutcome } from '../../src/model/report.js';
import { VirtualClock } from '../organization/virtual-clock.js';
import { type VirtualAccount, VirtualIam } from './virtual-iam.js';

const ACCOUNT: Account = {
  id: '111122223333',
  name: null,
  state: null,
  isManagementAccount: null,
  joinedAt: null,
  ouId: null,
  ouPath: null,
  ouPathNames: null,
};

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
    expectLaw(await collect({ ...account, rate, jobMs }), account.principals, rate);
  });
});

test.each([10, 100])('2000 principals on a bucket of %i/s', async (rate) => {
  const principals = 2000;
  expectLaw(await collect({ principals, rate, burst: 2 * rate, latencyMs: FAR, jobMs }), principals, rate);
});

test('a refill that falls to a third while an account is read is found again', async () => {
  const used = await collect({ principals: 1000, rate: 30, burst: 60, latencyMs: FAR, jobMs, rateLater: 10 });
  expect(used.measured).toBe(1000);
  expect(used.callsAPrincipal).toBeLessThanOrEqual(2.15);
  expect(used.throttledShare).toBeLessThanOrEqual(0.03);
});

function expectLaw(used: Awaited<ReturnType<typeof collect>>, principals: number, rate: number): void {
  expect(used.measured).toBe(principals);
  expect(used.callsAPrincipal).toBeLessThanOrEqual(2.15);
  expect(used.throttledShare).toBeLessThanOrEqual(0.02);
  expect(used.seconds).toBeLessThanOrEqual(1.1 * (used.calls / rate) + used.lastJobSeconds);
}

async function collect(account: VirtualAccount) {
  const clock = new VirtualClock();
  const iam = new VirtualIam(clock, account);
  const options = { known: new Map(), jobTimeoutMs: 300_000, progress: silent };
  const reports = collectAccount(ACCOUNT, iam.session(), options, clock);
  let measured = 0;
  const outcome = await clock.run(
    (async (): Promise<AccountOutcome> => {
      for (;;) {
        const next = await reports.next();
        if (next.done) return next.value;
        measured += 1;
      }
    })(),
  );
  expect(outcome.status).toBe('exported');
  expect(outcome.calls).toEqual({ total: iam.calls, throttled: iam.throttled });
  return {
    measured,
    calls: iam.calls,
    callsAPrincipal: iam.calls / account.principals,
    throttledShare: iam.throttled / iam.calls,
    seconds: clock.monotonic() / 1000,
    lastJobSeconds: account.jobMs[1] / 1000,
  };
}
