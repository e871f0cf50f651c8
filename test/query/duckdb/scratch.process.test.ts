/** What statements keep: once for statements that keep the same, and not without end. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { allowMemory } from '../../../src/tools/memory.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'scratch-'));
let engine: QueryEngine;
beforeAll(async () => {
  const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
  engine = await duckdbEngine(await writeLake(folder, base));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const KEPT = `WITH kept AS MATERIALIZED (SELECT count(*) + CAST(? AS integer) AS n FROM raw.accounts)
SELECT n FROM kept UNION ALL SELECT n FROM kept`;

const asked = (value: number) => rowsOf(engine.query(KEPT, [value]));

async function tables(): Promise<string[]> {
  const rows = await rowsOf(engine.query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'scratch'", []));
  return rows.map(([name]) => String(name));
}

it('writes once what statements keep alike, and reads it in each', async () => {
  const [[first] = []] = await asked(0);
  expect(await asked(0)).toEqual([[first], [first]]);
  expect(await tables()).toHaveLength(1);
  expect(await asked(1)).toEqual([[Number(first) + 1], [Number(first) + 1]].map((row) => row.map(BigInt)));
  expect(await tables()).toHaveLength(2);
});

it('drops what was kept before there are too many, and nothing that a statement is about to read', async () => {
  const values = Array.from({ length: 140 }, (_, at) => at);
  const [[first] = []] = await asked(0);
  const expected = values.map((value) => Array(2).fill([BigInt(Number(first) + value)]));
  expect(await Promise.all(values.map(asked))).toEqual(expected);
  for (const value of values) expect(await asked(value)).toEqual(expected[value]);
  expect((await tables()).length).toBeLessThan(70);
});

it('keeps what is read again and again, however many others come between', async () => {
  const others = await tables();
  await asked(1000);
  const [own] = (await tables()).filter((table) => !others.includes(table));
  for (let value = 1001; value < 1140; value++) {
    await asked(value);
    if (value % 4 === 0) await asked(1000);
  }
  expect(await tables()).toContain(own);
});

it('compresses what is large, also after another statement that was read meanwhile', async () => {
  const large = (value: number) =>
    engine.query(
      `WITH kept AS MATERIALIZED (SELECT 'the same words in each row, ' || (n % 7) AS words, n + CAST(? AS bigint) AS n FROM range(1000000) AS r(n))
      SELECT words, n FROM kept`,
      [value],
    );
  const keptBytes = async () => {
    const memory = "SELECT CAST(sum(memory_usage_bytes) AS double) FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'";
    return Number((await rowsOf(engine.query(memory, [])))[0]?.[0]);
  };
  allowMemory(256e6);
  const open = await large(1);
  expect(await keptBytes()).toBeLessThan(16e6);
  expect(await rowsOf(large(2))).toHaveLength(1_000_000);
  expect(await rowsOf(Promise.resolve(open))).toHaveLength(1_000_000);
  await rowsOf(large(3));
  allowMemory(undefined);
  expect(await keptBytes()).toBeLessThan(32e6);
});

it('fails as the statement would, and answers the next one', async () => {
  const wrong = "WITH kept AS MATERIALIZED (SELECT CAST('x' AS integer) AS n) SELECT n FROM kept";
  await expect(rowsOf(engine.query(wrong, []))).rejects.toThrow(/Could not convert string 'x'/);
  const other = 'WITH kept AS MATERIALIZED (SELECT 1 AS n), x AS (DELETE FROM raw.accounts) SELECT n FROM kept';
  await expect(rowsOf(engine.query(other, []))).rejects.toThrow();
  expect(await asked(0)).toHaveLength(2);
});

it('makes no room for what could not be written', async () => {
  const others = await tables();
  await asked(2000);
  const kept = (await tables()).filter((table) => !others.includes(table));
  for (let value = 0; value < 30; value++) {
    const wrong = `WITH kept AS MATERIALIZED (SELECT CAST('x${value}' AS integer) AS n) SELECT n FROM kept`;
    await expect(rowsOf(engine.query(wrong, []))).rejects.toThrow(/Could not convert string/);
  }
  expect(await tables()).toEqual(expect.arrayContaining(kept));
  expect(kept).toHaveLength(1);
});
