/** Long lists of values as one variable each. */
import { expect, test } from 'vitest';
import { LEAST_OF_LIST, withListsFolded } from '../../../src/query/duckdb/long-lists.js';

const NAMES = Array.from({ length: LEAST_OF_LIST }, (_, at) => `name ${at}`);
const MARKS = NAMES.map(() => '?').join(', ');

test('a long list of texts is a variable, and the same list is the same one', () => {
  const sql = `SELECT '?', ? -- IN (?)
FROM UNNEST(ARRAY[${MARKS}]) AS t(x) WHERE x IN (${MARKS}) AND y NOT IN (${MARKS}) AND z IN (?, ?)`;
  const others = NAMES.map((name) => `${name}!`);
  expect(withListsFolded({ sql, parameters: [1, ...NAMES, ...NAMES, ...others, 'a', 'b'] })).toEqual({
    sql: `SELECT '?', ? -- IN (?)
FROM UNNEST(getvariable('list_0')) AS t(x) WHERE x IN (SELECT unnest(getvariable('list_0'))) AND y NOT IN (SELECT unnest(getvariable('list_1'))) AND z IN (?, ?)`,
    parameters: [1, 'a', 'b'],
    lists: new Map([
      ['list_0', NAMES],
      ['list_1', others],
    ]),
  });
});

test('shorter lists, lists of numbers and what is no list stay as they are', () => {
  const short = { sql: `x IN (${MARKS.slice(3)})`, parameters: NAMES.slice(1) };
  const numbers = { sql: `x IN (${MARKS})`, parameters: NAMES.map((_, at) => at) };
  const call = { sql: `concat(${MARKS})`, parameters: NAMES };
  for (const bound of [short, numbers, call]) expect(withListsFolded(bound)).toEqual({ ...bound, lists: new Map() });
});
