/** Dashboards over a lake that an earlier build wrote: no measure is null, and a column that it lacks says what null means. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveTrends } from '../../src/derive/trends.js';
import { folderOf } from '../../src/model/schema.js';
import { ALL_TABLES } from '../../src/model/tables.js';
import { allRows } from '../../src/query/all-rows.js';
import { describeViews } from '../../src/query/duckdb/describe-views.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { Cell, QueryEngine } from '../../src/query/engine.js';
import { ask } from '../../src/query/question/ask.js';
import type { DescribedView } from '../../src/query/view-comments.js';
import { folderStore } from '../../src/store/folder.js';

const root = fileURLToPath(new URL('../fixtures/lakes/', import.meta.url));
const builds = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
const folder = mkdtempSync(join(tmpdir(), 'old-bi-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(builds)('the lake of build %s', (build) => {
  let engine: QueryEngine;
  let views: readonly DescribedView[];
  beforeAll(async () => {
    const place = join(folder, build);
    cpSync(`${root}${build}/lake`, place, { recursive: true });
    const store = folderStore(place);
    const made = await duckdbEngine(store);
    const options = { wants: () => true, ownerTags: ['nobody-has-it'], signal: new AbortController().signal };
    for await (const _ of deriveTrends(store, made, options));
    await made.close();
    engine = await duckdbEngine(store);
    views = await describeViews();
  });
  afterAll(() => engine.close());

  const one = async (sql: string): Promise<readonly Cell[]> => (await allRows(engine, sql, []))[0] ?? [];

  test('every bi_ view has rows, and no measure is null', async () => {
    const named = views.filter(({ name }) => name.startsWith('bi_') && name !== 'bi_worklist');
    for (const { name, columns } of named) {
      const measures = columns.filter(({ type }) => /int|double/.test(type)).map((column) => column.name);
      const nulls = measures.map((column) => `count(*) FILTER (WHERE ${column} IS NULL)`);
      const [rows, ...counts] = await one(`SELECT count(*), ${nulls.join(', ')} FROM ${name}`);
      expect(Number(rows), name).toBeGreaterThan(0);
      expect(counts.map(Number), name).toEqual(measures.map(() => 0));
    }
  });

  test('the trends are what the questions say of it', async () => {
    const { pages } = await ask(engine, 'removable_actions', {});
    let removable = 0;
    for await (const page of pages) removable += page.length;
    for (const view of ['bi_accounts', 'bi_services', 'bi_owners']) {
      const [sum] = await one(`SELECT sum(actions_removable) FROM ${view} WHERE is_latest = 1`);
      expect(Number(sum), view).toBe(removable);
    }
  });

  test('a tag that nobody has names no owner: one row has all', async () => {
    const owners = await allRows(engine, 'SELECT owner, principals_measured FROM bi_owners WHERE is_latest = 1', []);
    const [measured] = await one('SELECT sum(principals_measured) FROM bi_accounts WHERE is_latest = 1');
    expect(owners).toEqual([[null, BigInt(Number(measured))]]);
  });

  test('a column that no file has is null, and says what null means', async () => {
    for (const table of ALL_TABLES) {
      const known = await columnsIn(join(folder, build, folderOf(table)));
      if (known === undefined) continue;
      const lacking = Object.entries(table.columns).filter(([name]) => !known.has(name));
      for (const [name, { comment }] of lacking) {
        expect(comment, `${table.name}.${name}`).toMatch(/null: /);
        expect(await one(`SELECT count("${name}") FROM ${table.name}`)).toEqual([0n]);
      }
    }
  });
});

/** Of all Parquet files there; undefined: there are none. */
async function columnsIn(place: string): Promise<ReadonlySet<string> | undefined> {
  if (!existsSync(place)) return undefined;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(`SELECT name FROM parquet_schema('${place}/**/*.parquet')`);
  instance.closeSync();
  return new Set(found.getRows().map(([name]) => String(name)));
}
