import { expect, test } from 'vitest';
import { Pace } from '../../src/organization/pace.js';

test('a first call that is throttled late, with none behind it, does not stop the account for ever', () => {
  const pace = new Pace();
  pace.throttle(pace.send(0, true), 500);
  pace.send(2000, true);
  expect(pace.rate).toBeGreaterThan(0);
  expect(pace.nextAt).toBeLessThan(2000 + 10_000);
});
