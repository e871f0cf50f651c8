/** An account whose jobs never complete ends: not every principal waits its whole deadline. */
import { expect, test } from 'vitest';
import { paced } from './paced.js';

test('after two windows of jobs that all timed out the account is failed, and the rest is not tried', async () => {
  const account = { principals: 10_000, rate: 100, burst: 200, jobMs: [1e12, 1e12], latencyMs: 60 } as const;
  const { outcome, measured, seconds } = await paced(account);
  expect(measured).toBe(0);
  expect(outcome).toMatchObject({ status: 'failed', errorCode: 'JobTimedOut', principalsTotal: 10_000, mayPass: true });
  expect(outcome.errorMessage).toMatch(/none of the last jobs ended \(no report within 300 s\)/);
  expect(outcome.unmeasured).toHaveLength(10_000);
  expect(seconds).toBeLessThan(1000);
});
