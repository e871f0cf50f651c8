/** Once in four weeks a message goes out though nothing is new. */
import { expect, test } from 'vitest';
import { isSignOfLife } from '../../../src/cli/digest/run.js';
import { DAY_MS, dayOf } from '../../../src/model/days.js';

test.each([
  [1, 28],
  [7, 4],
  [28, 1],
  [31, 1],
])('of runs every %i days it is one in %i, whenever they begin', (days, oneIn) => {
  for (let first = 0; first < 28; first++) {
    const dates = Array.from({ length: 57 }, (_, at) => dayOf(Date.UTC(2026, 0, 1) + (first + at * days) * DAY_MS));
    const signs = dates.slice(1).map((toDate, at) => {
      return isSignOfLife({ type: 'comparison', fromDate: dates[at] as string, toDate });
    });
    expect(signs.filter(Boolean).length).toBe(56 / oneIn);
  }
});

test('the first digest is sent anyway', () => {
  expect(isSignOfLife({ type: 'first', toDate: '2026-01-31' })).toBe(false);
});
