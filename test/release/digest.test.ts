/** The pairs of dates that each landing leaves: the digest is the same on Trino and DuckDB. */
import { expect, test } from 'vitest';
import { FIRST_PAIR, PAIRS, QUICK, tellsTheSame } from '../engines/digest-twins.js';

const { same } = tellsTheSame();
const others = PAIRS.filter((pair) => pair.join() !== FIRST_PAIR.join());

test('each landing compares one pair, a release the other five', () => {
  expect(others).toHaveLength(5);
});

test.each(others)('Trino and DuckDB tell the same of %s and %s', async (...pair) => {
  await same(pair, QUICK);
});
