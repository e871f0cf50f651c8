import { expect, test } from 'vitest';
import { Pace } from '../../src/aws/pace.js';

test('a call that is throttled late, with none sent behind it, does not stop the account for ever', () => {
  const pace = new Pace();
  pace.send(0);
  pace.throttle(pace.send(100), 600);
  pace.send(2000);
  expect(pace.rate).toBeGreaterThan(0);
  expect(pace.nextAt).toBeLessThan(2000 + 10_000);
});
