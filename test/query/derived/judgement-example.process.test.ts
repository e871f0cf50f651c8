/** docs/judgement.md: the tables of its example are what its statements answer, and each statement has at most ten lines. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import { folderStore } from '../../../src/store/folder.js';
import { writeLake } from '../lake/write-lake.js';
import { derive } from './derived-lake.js';

const page = readFileSync(new URL('../../../docs/judgement.md', import.meta.url), 'utf8');
const statements = [...page.matchAll(/```sql\n([\s\S]+?);\n```/g)].map(([, sql = '']) => sql);
const [example = ''] = page.split('\n### An example\n')[1]?.split('\n### ') ?? [];
const answers = [...example.matchAll(/```sql\n([\s\S]+?);\n```\n\n((?:\|.+\n)+)/g)].map(([, sql = '', table = '']) => ({
  sql,
  rows: table.trim().split('\n').slice(2),
}));

const folder = mkdtempSync(join(tmpdir(), 'judgement-example-'));
let engine: DuckdbEngine;
beforeAll(async () => {
  await writeLake(folder, readFileSync(new URL('../questions/judgement_example.lake', import.meta.url), 'utf8'));
  await derive(folder);
  engine = await duckdbEngine(folderStore(folder));
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test('the example has two answers', () => expect(answers.length).toBe(2));

test.each(answers)('$sql', async ({ sql, rows }) => {
  const found = await allRows(engine, sql, []);
  expect(found.map((row) => `| ${row.map(String).join(' | ')} |`)).toEqual(rows);
});

describe.each(statements)('%s', (sql) => {
  test('has at most ten lines', () => expect(sql.split('\n').length).toBeLessThanOrEqual(10));
  test('runs', async () => expect(await allRows(engine, sql, [])).toBeInstanceOf(Array));
});
