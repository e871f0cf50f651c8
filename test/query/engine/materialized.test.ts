import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  createTable,
  dropTable,
  filesStatement,
  inSql,
  statementsOf,
} from '../../../src/query/athena/scratch-tables.js';
import { planOf } from '../../../src/query/engine/materialized.js';
import { keyOf, reading, scratchOf } from '../../../src/query/engine/scratch.js';
import { type Bound, bind } from '../../../src/query/question/bind.js';
import { readDerivation } from '../../../src/query/question/questions.js';

const flat = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim();

/** Statements and their values, as they would reach Athena; the name of a table by its number. */
async function asked(sql: string, parameters: readonly string[] = []): Promise<string[]> {
  const lines: string[] = [];
  const scratch = scratchOf((table) => inSql('lake_scratch', table));
  const write = async (table: string, part: Bound) => {
    lines.push(shown(createTable('lake_scratch', table, part)));
  };
  lines.push(shown(await scratch.materialize(planOf(sql, parameters), write)));
  return lines;
}

const shown = ({ sql, parameters }: { sql: string; parameters: readonly unknown[] }): string =>
  `${flat(sql).replaceAll(/lake_scratch\.q[0-9a-f]{16}_/g, 'T')} [${parameters.join(' ')}]`;

test('what nothing marks stays one statement, to the letter', () => {
  const sql = "-- a comment\nWITH a AS (SELECT ')' AS x)\nSELECT * FROM a WHERE x = ?";
  expect(planOf(sql, ['1'])).toEqual({ kept: [], reads: [], part: { sql, parameters: ['1'] } });
  expect(planOf('SELECT 1', [])).toEqual({ kept: [], reads: [], part: { sql: 'SELECT 1', parameters: [] } });
});

test('what is marked is a table, made of what it reads and of nothing else, each with its own values', async () => {
  const sql = `
-- Comments (with ? and parentheses) are none of it.
WITH a AS (SELECT x FROM t WHERE y = ?),
other AS (SELECT ? AS z),
-- Of a, twice.
b AS MATERIALIZED (SELECT x, '(?' AS "c ) d" FROM a WHERE x IN (?, ?)),
c AS (SELECT * FROM b JOIN other ON true),
d AS MATERIALIZED (SELECT count(*) AS n FROM c WHERE x < ?)
SELECT * FROM d, a WHERE n = ?`;
  expect(await asked(sql, ['1', '2', '3', '4', '5', '6'])).toEqual([
    `CREATE TABLE T0 WITH (format = 'PARQUET') AS WITH a AS (SELECT x FROM t WHERE y = ?) SELECT x, '(?' AS "c ) d" FROM a WHERE x IN (?, ?) [1 3 4]`,
    "CREATE TABLE T1 WITH (format = 'PARQUET') AS WITH b AS (SELECT * FROM T0), other AS (SELECT ? AS z), c AS (SELECT * FROM b JOIN other ON true) SELECT count(*) AS n FROM c WHERE x < ? [2 5]",
    'WITH d AS (SELECT * FROM T1), a AS (SELECT x FROM t WHERE y = ?) -- Comments (with ? and parentheses) are none of it. SELECT * FROM d, a WHERE n = ? [1 6]',
  ]);
});

test('a statement that is asked for its rows in another order is made of the same tables', async () => {
  const sql =
    'SELECT * FROM (\n-- Rows.\nWITH a AS MATERIALIZED (SELECT ?) SELECT * FROM a WHERE x = ?\n) AS answer\nORDER BY x LIMIT 10';
  expect(await asked(sql, ['1', '2'])).toEqual([
    "CREATE TABLE T0 WITH (format = 'PARQUET') AS SELECT ? [1]",
    'WITH a AS (SELECT * FROM T0) SELECT * FROM ( -- Rows. SELECT * FROM a WHERE x = ? ) AS answer ORDER BY x LIMIT 10 [2]',
  ]);
});

test('what is kept of an earlier date is the table of whoever asks for that date itself', () => {
  const date = '2026-04-01';
  const dates = { snapshot_date: date, uses_until: date, owner_entry: [] };
  const { sql, parameters } = bind(readDerivation('task_states'), { ...dates, earlier_date: date });
  const { kept } = planOf(sql, parameters);
  const keys = new Map<string, string>();
  for (const { name, reads, part } of kept) {
    const read = reading({ reads, part }, new Map(reads.map((other) => [other, keys.get(other) as string])));
    keys.set(name, createHash('sha256').update(keyOf(read)).digest('hex'));
  }
  const earlier = kept.map(({ name }) => name).filter((name) => name.endsWith('_earlier'));
  expect(earlier).toEqual(
    expect.arrayContaining(['judged_grants_earlier', 'judged_lists_earlier', 'weighed_items_earlier']),
  );
  const others = earlier.filter((name) => keys.get(name) !== keys.get(name.replace(/_earlier$/, '')));
  expect(others).toEqual([]);
});

test('for a person: the tables under the names of what they hold, the statement, and an end to the tables', () => {
  const plan = planOf('WITH a AS MATERIALIZED (SELECT 1 AS x) SELECT * FROM a', []);
  expect(statementsOf(plan, 's').map(({ sql }) => flat(sql))).toEqual([
    "CREATE TABLE s.a WITH (format = 'PARQUET') AS SELECT 1 AS x",
    'WITH a AS (SELECT * FROM s.a) SELECT * FROM a',
    'DROP TABLE `s`.`a`',
  ]);
});

test('the same expression with the same values is written once, and all tables are dropped', async () => {
  const scratch = scratchOf((table) => inSql('lake-scratch', table));
  const lines: string[] = [];
  const run = ({ sql }: Bound) => {
    lines.push(flat(sql).replaceAll(/q[0-9a-f]{16}/g, 'q'));
  };
  const write = async (table: string, part: Bound) => run(createTable('lake-scratch', table, part));
  const drop = async (table: string) => run(dropTable('lake-scratch', table));
  for (const value of ['1', '1', '2']) {
    await scratch.materialize(planOf('WITH a AS MATERIALIZED (SELECT ?) SELECT * FROM a', [value]), write);
  }
  await scratch.drop(drop);
  await scratch.drop(drop);
  expect(lines).toEqual([
    `CREATE TABLE "lake-scratch".q_0 WITH (format = 'PARQUET') AS SELECT ?`,
    `CREATE TABLE "lake-scratch".q_1 WITH (format = 'PARQUET') AS SELECT ?`,
    'DROP TABLE IF EXISTS `lake-scratch`.`q_0`',
    'DROP TABLE IF EXISTS `lake-scratch`.`q_1`',
  ]);
});

test('what was judged at a date is written once, whether for itself or for who compares with it', async () => {
  const scratch = scratchOf((table) => table);
  const written: string[] = [];
  const write = async (_: string, { sql }: Bound) => void written.push(flat(sql));
  const judged = (suffix: string) =>
    `a${suffix} AS (SELECT x FROM t WHERE d = ?), b${suffix} AS MATERIALIZED (SELECT x FROM a${suffix})`;
  await scratch.materialize(planOf(`WITH ${judged('')} SELECT * FROM b`, ['1']), write);
  await scratch.materialize(planOf(`WITH ${judged('_earlier')} SELECT * FROM b_earlier`, ['1']), write);
  expect(written).toHaveLength(1);
  await scratch.materialize(planOf(`WITH ${judged('_earlier')} SELECT * FROM b_earlier`, ['2']), write);
  expect(written).toHaveLength(2);
});

test('the tables of models are those that later statements read, and their files are asked by the column that has them', async () => {
  const scratch = scratchOf((table) => inSql('lake_scratch', table), 'q');
  const written: string[] = [];
  const write = async (table: string) => void written.push(table);
  const models = 'WITH a AS MATERIALIZED (SELECT 1 AS x), b AS MATERIALIZED (SELECT x FROM a)';
  const tables = await scratch.tablesOf(planOf(`${models} SELECT * FROM b`, []), write);
  expect([...tables]).toEqual([
    ['a', 'lake_scratch.q_0'],
    ['b', 'lake_scratch.q_1'],
  ]);
  const { sql } = await scratch.materialize(
    planOf(`${models}, c AS MATERIALIZED (SELECT 2 AS y) SELECT * FROM b, c`, []),
    write,
  );
  expect(flat(sql)).toBe(
    'WITH b AS (SELECT * FROM lake_scratch.q_1), c AS (SELECT * FROM lake_scratch.q_2) SELECT * FROM b, c',
  );
  expect(written).toEqual(['q_0', 'q_1', 'q_2']);
  expect(filesStatement('lake_scratch.q_1')).toBe(
    'SELECT "$path" AS location, count(*) AS row_count FROM lake_scratch.q_1 GROUP BY "$path" ORDER BY 1',
  );
});

test('what reads both dates is another thing with the dates the other way round', async () => {
  const scratch = scratchOf((table) => table);
  const written: string[] = [];
  const write = async (_: string, { sql }: Bound) => void written.push(flat(sql));
  const compared = (one: string, other: string) =>
    `WITH c AS MATERIALIZED (SELECT * FROM ${one} LEFT JOIN ${other} ON true) SELECT * FROM c`;
  await scratch.materialize(planOf(compared('a', 'a_earlier'), []), write);
  await scratch.materialize(planOf(compared('a_earlier', 'a'), []), write);
  expect(written).toHaveLength(2);
});

test('however a statement that reads both dates is written', async () => {
  const sql = `WITH p AS MATERIALIZED (SELECT 1 AS x), p_earlier AS MATERIALIZED (SELECT 2 AS x),
c AS MATERIALIZED (select x from p, "p_earlier"), d AS MATERIALIZED (select x from p_earlier, "p")
SELECT * FROM d JOIN c ON true`;
  expect(await asked(sql)).toHaveLength(5);
});

test('what DuckDB reads without a FROM is found', () => {
  const sql = `WITH u AS MATERIALIZED (SELECT 1 AS x),
w AS MATERIALIZED (PIVOT u ON x USING count(*)), v AS MATERIALIZED (FROM a: u SELECT x)
SELECT * FROM w JOIN v ON true`;
  expect(planOf(sql, []).kept.map(({ name, reads }) => [name, ...reads])).toEqual([['u'], ['w', 'u'], ['v', 'u']]);
});

test('what the statement does not read is not written, and what nothing joins is written side by side', async () => {
  const scratch = scratchOf((table) => table);
  let [open, most] = [0, 0];
  const run = async () => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
  };
  const plan = planOf(
    'WITH a AS MATERIALIZED (SELECT 1), b AS MATERIALIZED (SELECT 2), c AS MATERIALIZED (SELECT * FROM a, b), d AS MATERIALIZED (SELECT * FROM c) SELECT * FROM c',
    [],
  );
  expect(plan.kept.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  await scratch.materialize(plan, run);
  expect(most).toBe(2);
});

test('a table that could not be written is dropped, and tried again', async () => {
  const scratch = scratchOf((table) => table);
  const plan = planOf('WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a', []);
  const failing = async () => {
    throw new Error('no');
  };
  await expect(scratch.materialize(plan, failing)).rejects.toThrow('no');
  const written: string[] = [];
  await scratch.materialize(plan, async (table) => void written.push(table));
  expect(written).toHaveLength(1);
  const dropped: string[] = [];
  await scratch.drop(async (table) => void dropped.push(table));
  expect(dropped).toHaveLength(2);
  expect(dropped).toContain(written[0]);
});
