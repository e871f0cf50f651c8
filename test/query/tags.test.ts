import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'tags-'));
const lake = `
[runs]
run_id | snapshot_date
r1     | 2026-01-01
[accounts]
run_id | account_id   | tags
r1     | 111111111111 | team=🚀 é, owner="x"\\y
r1     | 222222222222 |
r1     | 333333333333 | -
[principals]
run_id | principal_arn          | created_at | tags
r1     | 111111111111:role/rock | 2024-01-01 | team=🚀 é, owner="x"\\y
r1     | 111111111111:role/bare | 2024-01-01 |
`;
let engine: QueryEngine;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(folder, lake));
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test('tags are JSON as Trino writes it: keys in order, surrogates escaped', async () => {
  const rows = await rowsOf(engine.query('SELECT tags FROM snapshot_principals ORDER BY principal_name', []));
  expect(rows).toEqual([['{}'], [String.raw`{"owner":"\"x\"\\y","team":"\uD83D\uDE80 é"}`]]);
  expect(JSON.parse(String(rows[1]?.[0]))).toEqual({ owner: '"x"\\y', team: '🚀 é' });
});

test('so are those of accounts, and null where they are not known', async () => {
  const rows = await rowsOf(engine.query('SELECT tags FROM snapshot_accounts ORDER BY account_id', []));
  expect(rows).toEqual([[String.raw`{"owner":"\"x\"\\y","team":"\uD83D\uDE80 é"}`], ['{}'], [null]]);
});

test.each(['team=🚀 é', 'team', 'owner="x"\\y'])('a principal is found by its tag %s', async (tag) => {
  const found = await rowsOf(ask(engine, 'principals', { tag }));
  expect(found).toHaveLength(1);
});
