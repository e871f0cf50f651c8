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

const REAL = { jobMs: [400, 5000], latencyMs: 60 } as const;

describe.each([2, 5, 10, 20, 50, 100])('a bucket of %i/s', (rate) => {
  test.each([
    { principals: 150, burst: 2 * rate },
    { principals: 1000, burst: 2 * rate },
    { principals: 1000, burst: rate },
    { principals: 1000, burst: 5 * rate },
  ])('$principals principals, burst $burst', async ({ principals, burst }) => {
    const used = await collect({ principals, rate, burst, ...REAL });
    expect(used.measured).toBe(principals);
    expect(used.callsAPrincipal).toBeLessThanOrEqual(2.15);
    expect(used.throttledShare).toBeLessThanOrEqual(0.02);
    expect(used.seconds).toBeLessThanOrEqual(1.1 * (used.calls / rate) + used.lastJobSeconds);
  });
});

async function collect(account: VirtualAccount) {
  const clock = new VirtualClock();
  const iam = new VirtualIam(clock, account);
  const options = { known: new Set<string>(), jobTimeoutMs: 300_000, progress: silent };
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
