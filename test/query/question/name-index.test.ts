/** Patterns held against many names at once: the answers of one after the other, for a fraction of the work. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesAction } from '../../../src/policy/pattern.js';
import { NameIndex, shortOf } from '../../../src/query/question/name-index.js';

const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });
const name = fc.oneof(
  text('abAB/:-é'),
  text('abAB/-').map((own) => `arn:aws:iam::111122223333:role/${own}`),
);

test('a pattern matches the names that it matches one by one, whole or from the type on', () => {
  fc.assert(
    fc.property(
      fc.array(name),
      fc.oneof(
        text('abA*?/-é'),
        text('ab*?').map((own) => `role/${own}`),
      ),
      (names, pattern) => {
        const matched = [...new Set(names)].filter(
          (each) => matchesAction(pattern, each) || matchesAction(pattern, shortOf(each)),
        );
        expect(new NameIndex(names).matching(pattern)).toEqual(matched);
      },
    ),
    { numRuns: 2000 },
  );
});

test('10,000 patterns are held against few of 10,000 names', () => {
  const index = new NameIndex(Array.from({ length: 10_000 }, (_, at) => `role/team-${at}-deploy`));
  for (let at = 0; at < 10_000; at++) {
    expect(index.matching(`*team-${at}-*`)).toEqual([`role/team-${at}-deploy`]);
    expect(index.matching(`unknown-${at}*`)).toEqual([]);
  }
  expect(index.compared).toBeLessThan(20_000);
});
