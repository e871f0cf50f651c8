import { describe, expect, test } from 'vitest';
import { refuseOtherThanRead } from '../../../src/query/sql/one-select.js';
import { runCommand } from '../../cli/run-command.js';

const OTHERS = [
  "UNLOAD (SELECT 1) TO 's3://elsewhere/x' WITH (format = 'PARQUET')",
  'CREATE TABLE t AS SELECT 1',
  'INSERT INTO runs SELECT * FROM runs',
  'drop view action_access',
  '/* SELECT */ DROP TABLE runs',
  '-- SELECT 1\nDELETE FROM runs',
  '(DROP TABLE runs)',
  "ALTER TABLE runs SET LOCATION 's3://x/'",
  'MSCK REPAIR TABLE runs',
  'EXECUTE statement',
  'EXPLAIN ANALYZE INSERT INTO runs SELECT 1',
];

describe('SQL of a person on Athena', () => {
  test.each(OTHERS)('is refused as another statement: %s', (sql) => {
    expect(() => refuseOtherThanRead(sql)).toThrow('Cannot ask the SQL: it is another statement than a SELECT.');
  });

  test.each([
    'SELECT 1; DROP TABLE runs',
    "SELECT 'it''s'; DROP TABLE runs",
    'SELECT "a"";" FROM t; SELECT 2',
    'SELECT 1 -- ;\n; SELECT 2',
  ])('is one statement: %s', (sql) => {
    expect(() => refuseOtherThanRead(sql)).toThrow('Cannot ask the SQL: it holds 2 statements.');
  });

  test.each([
    'select 1',
    "SELECT ';DROP TABLE runs';",
    'SELECT "a;b" FROM t -- ; c',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    '(SELECT 1) UNION (SELECT 2)',
    'VALUES 1, 2',
    '/* why */ SELECT 1',
    'SHOW TABLES',
    'DESCRIBE runs',
  ])('may be: %s', (sql) => {
    expect(() => refuseOtherThanRead(sql)).not.toThrow();
  });

  test('is refused before the first call', async () => {
    const place = ['--engine', 'athena', '--database', 'access_lake'];
    const { exit, text } = await runCommand(['query', '--sql', 'DROP TABLE runs', ...place]);
    expect({ exit, text }).toEqual({ exit: 'usage', text: expect.stringContaining('another statement than a SELECT') });
  });
});
