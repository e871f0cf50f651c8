/** Questions in the SQL of a person. */
import { expect, it } from 'vitest';
import { withQuestions } from '../../../src/query/question/in-sql.js';

const DATES = [{ date: '2026-07-01', schemaVersion: 1, isWhole: true }];

/** With the text of each question cut to its first word. */
const shown = (sql: string): string =>
  withQuestions(sql, DATES).replaceAll(/\(\nWITH[\s\S]*?\n\)(?= AS "| \w|$)/g, '(WITH …)');

it('takes a question for a table, with an alias where there is none', () => {
  expect(shown('SELECT count(*) FROM usage')).toBe('SELECT count(*) FROM (WITH …) AS "usage"');
  expect(shown('SELECT * FROM usage u')).toBe('SELECT * FROM (WITH …) u');
  expect(shown('SELECT * FROM "usage --by service" AS u')).toBe('SELECT * FROM (WITH …) AS u');
  expect(shown('SELECT * from usage\nWHERE true')).toContain(') AS "usage"\nWHERE true');
});

it.each([
  'SELECT * FROM snapshot_principals',
  'SELECT * FROM raw.principals',
  "SELECT ' FROM usage' AS text",
  'SELECT 1 -- FROM usage',
  'WITH usage AS (SELECT 1 AS x) SELECT * FROM usage',
  'SELECT * FROM usage(1)',
])('leaves what is no question: %s', (sql) => {
  expect(withQuestions(sql, DATES)).toBe(sql);
});

it('refuses a question that needs a value, by name', () => {
  expect(() => withQuestions('SELECT * FROM "principal_access"', DATES)).toThrow(
    'Cannot ask the SQL: the question "principal_access" in it needs --principal.',
  );
});
