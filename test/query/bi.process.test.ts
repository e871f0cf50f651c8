/** Dashboards over a real lake, in which an account and two reports failed: no measure is null, and the sums are the questions'. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveTrends } from '../../src/query/derived/trends.js';
import { describeViews } from '../../src/query/duckdb/describe-views.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { allRows } from '../../src/query/engine/all-rows.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { folderStore } from '../../src/store/folder.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/lake', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bi-'));
let engine: QueryEngine;

beforeAll(async () => {
  cpSync(FIXTURE, folder, { recursive: true });
  const store = folderStore(folder);
  const made = await duckdbEngine(store);
  const options = { wants: () => true, ownerTags: ['nobody-has-it'], signal: new AbortController().signal };
  for await (const _ of deriveTrends(store, made, options));
  await made.close();
  engine = await duckdbEngine(store);
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Its only snapshot is young: nothing is to be done yet, and nothing became of it. */
const OF_TASKS = ['bi_tasks', 'bi_worklist'];

const one = async (sql: string): Promise<readonly Cell[]> => (await allRows(engine, sql, []))[0] ?? [];

test('every bi_ view has rows, and no measure is null', async () => {
  const named = (await describeViews()).filter(({ name }) => name.startsWith('bi_') && !OF_TASKS.includes(name));
  for (const { name, columns } of named) {
    const measures = columns.filter(({ type }) => /int|double/.test(type)).map((column) => column.name);
    const nulls = measures.map((column) => `count(*) FILTER (WHERE ${column} IS NULL)`);
    const [rows, ...counts] = await one(`SELECT count(*), ${nulls.join(', ')} FROM ${name}`);
    expect(Number(rows), name).toBeGreaterThan(0);
    expect(counts.map(Number), name).toEqual(measures.map(() => 0));
  }
});

test('the trends are what the questions say of it', async () => {
  const { columns, pages } = await ask(engine, 'removable.by-action', {});
  const state = columns.findIndex(({ name }) => name === 'state');
  let removable = 0;
  for await (const page of pages) removable += page.filter((row) => row[state] === 'NOT_ACCESSED').length;
  expect(removable).toBeGreaterThan(0);
  for (const view of ['bi_accounts', 'bi_services', 'bi_owners']) {
    const [sum] = await one(`SELECT sum(actions_removable_of_principals) FROM ${view} WHERE is_latest = 1`);
    expect(Number(sum), view).toBe(removable);
  }
});

test('where nobody has a tag of an owner, the addresses of the accounts name them', async () => {
  const owners = await allRows(engine, 'SELECT owner, principals_measured FROM bi_owners WHERE is_latest = 1', []);
  const [measured] = await one('SELECT sum(principals_measured) FROM bi_accounts WHERE is_latest = 1');
  expect(owners.map(([owner]) => String(owner))).toEqual(
    owners.map(() => expect.stringMatching(/^aws\+.*@example\.com$/)),
  );
  expect(owners.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(Number(measured));
});
