/** The fragment policy_patterns matches names as the definition of wildcards says, whatever stands in a policy, and ends. */
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MACROS } from '../../src/query/duckdb/tables.js';
import { readSql } from '../../src/query/sql/sql-files.js';

const LONG = 10_000;

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const macro of MACROS) await connection.run(macro);
});
afterAll(() => instance.closeSync());

/** The names of each pattern, both in lower case, by the SQL of the fragment. */
async function matched(patterns: readonly string[], names: readonly string[]): Promise<Set<string>> {
  const listOf = (texts: readonly string[]): string =>
    texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');
  const fragment = readSql('fragments/', 'policies/policy_patterns');
  const sql = `WITH allowed_parts AS (
      SELECT unnest([${listOf(patterns)}]) AS service_part, 'x' AS action_part
    ),
    ${fragment.slice(fragment.indexOf('policy_patterns AS'))}
    SELECT p.part, n.name
    FROM policy_patterns p
    CROSS JOIN (SELECT unnest([${listOf(names)}]) AS name) AS n
    WHERE CASE
      WHEN length(n.name) < p.least_length THEN false
      WHEN p.expression IS NULL THEN n.name LIKE p.like_pattern ESCAPE '!'
      ELSE regexp_like(n.name, p.expression)
    END`;
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  connection.closeSync();
  return new Set(found.getRows().map(([part, name]) => `${part} ${name}`));
}

/** By the definition, of each place of pattern and name once. */
function names(pattern: string, name: string): boolean {
  let reached = new Set([0]);
  const skip = (places: Set<number>): Set<number> => {
    for (const place of places) if (pattern[place] === '*') places.add(place + 1);
    return places;
  };
  skip(reached);
  for (const letter of name) {
    const next = new Set<number>();
    for (const place of reached) {
      const own = pattern[place];
      if (own === '*') next.add(place);
      else if (own === '?' || own === letter) next.add(place + 1);
    }
    reached = skip(next);
  }
  return reached.has(pattern.length);
}

const letter = fc.constantFrom('a', 'a', 'b', '-', '_', '0');
const name = fc.array(letter, { maxLength: 9 }).map((letters) => letters.join(''));
const wild = fc.oneof({ weight: 2, arbitrary: letter }, fc.constantFrom('*', '*', '?'));
const pattern = fc.array(wild, { minLength: 1, maxLength: 10 }).map((letters) => letters.join(''));

it('matches what the wildcards of a policy name', async () => {
  const [patterns, texts] = [fc.sample(pattern, { numRuns: 800, seed: 1 }), fc.sample(name, { numRuns: 60, seed: 2 })];
  const found = await matched(patterns, texts);
  const expected = new Set(
    patterns.flatMap((one) => texts.filter((text) => names(one, text)).map((text) => `${one} ${text}`)),
  );
  expect([...found].filter((pair) => !expected.has(pair)).slice(0, 5)).toEqual([]);
  expect([...expected].filter((pair) => !found.has(pair)).slice(0, 5)).toEqual([]);
});

it('names nothing by a pattern of several wildcards with a letter that no name has', async () => {
  expect(await matched(['*.*a*b', '*(a*b*c', '*ä*b*c', "*'*b*c"], ['xaxb', '(abc', 'äbc'])).toEqual(new Set());
});

it('ends, however often a long name fits a part of a pattern', async () => {
  const long = 'a'.repeat(LONG);
  const hard = ['*?'.repeat(14), '*a'.repeat(20), '*a?'.repeat(20), 'a*'.repeat(20)].map((start) => `${start}x`);
  expect(await matched(hard, [long, `${long}x`])).toEqual(new Set(hard.map((one) => `${one} ${long}x`)));
}, 60_000);
