/** The pairs of dates that each landing leaves: the digest is the same on Trino and DuckDB. */
import { expect, test } from 'vitest';
import { FIRST_PAIRS, PAIRS, QUICK, tellsTheSame } from '../engines/digest-twins.js';

const { same } = tellsTheSame();
const others = PAIRS.filter((pair) => !FIRST_PAIRS.includes(pair));

test('all pairs are six, of which each landing compares two', () => {
  expect([PAIRS.length, FIRST_PAIRS.length]).toEqual([6, 2]);
});

test.each(others)('Trino and DuckDB tell the same of %s and %s', async (...pair) => {
  await same(pair, QUICK);
});
