import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AskedViews } from '../../../src/query/duckdb/asked-views.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { readViews } from '../../../src/query/sql/views.js';
import { folderStore } from '../../../src/store/folder.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const NO_TEXT = { topic: '', isDated: false, comment: '', grain: '' };
const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'asked-views-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await writeLake(folder, base);
});

const NAMES = readViews({ latest: '2026-07-01', lastPart: '0000-00-00', afterWhole: [] }).map(({ name }) => name);

async function opened<T>(work: (engine: DuckdbEngine) => Promise<T>): Promise<T> {
  const engine = await duckdbEngine(folderStore(folder));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

it('a statement sees the views that it names, in any case and in quotes', async () => {
  const [first, second] = await opened(async (engine) => [
    await rowsOf(engine.query('SELECT count(*) FROM SNAPSHOT_Principals', [])),
    await rowsOf(
      engine.query('SELECT count(*) FROM "snapshot_principals" JOIN snapshot_runs USING (snapshot_date)', []),
    ),
  ]);
  expect(Number(first?.[0]?.[0])).toBeGreaterThan(0);
  expect(Number(second?.[0]?.[0])).toBeGreaterThan(0);
});

it('statements at once, of views that read the same ones, all have an answer', async () => {
  const counts = await opened((engine) =>
    Promise.all(NAMES.map((name) => rowsOf(engine.query(`SELECT count(*) FROM ${name}`, [])))),
  );
  expect(counts).toHaveLength(NAMES.length);
});

it('who asks which tables there are sees every view', async () => {
  const rows = await opened((engine) =>
    rowsOf(engine.query("SELECT table_name FROM information_schema.tables WHERE table_type = 'VIEW'", [])),
  );
  expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining(NAMES));
});

it.each([
  ['-- to show or describe, as information_schema does\nSELECT * FROM one', ['one']],
  ["SELECT * FROM one WHERE 'DescribeKey' LIKE 'describe%'", ['one']],
  ["SELECT '--' FROM one, information_schema.tables", ['one', 'two']],
  ['SELECT count(*) FROM (DESCRIBE one)', ['one', 'two']],
  ['SHOW TABLES', ['one', 'two']],
])('%s makes no view that it does not need', async (sql, made) => {
  const instance = await DuckDBInstance.create();
  const views = ['one', 'two'].map((name) => ({ name, sql: `CREATE VIEW ${name} AS SELECT 1 AS n`, ...NO_TEXT }));
  await new AskedViews(views).make(sql, () => instance.connect());
  const connection = await instance.connect();
  const there = await connection.runAndReadAll('SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1');
  expect(there.getRows().flat()).toEqual(made);
  connection.closeSync();
  instance.closeSync();
});

it('a table that is not there is refused after a statement that failed, and the next one is answered', async () => {
  await opened(async (engine) => {
    await expect(
      rowsOf(engine.query('SELECT * FROM snapshot_principals CROSS JOIN no_such_table', [])),
    ).rejects.toThrow('no_such_table');
    expect(await rowsOf(engine.query('SELECT count(*) FROM snapshot_accounts', []))).toHaveLength(1);
  });
});

it('whoever asks for a table that is not there is told the nearest view', async () => {
  const sql = 'SELECT * FROM snapshot_run';
  await opened(async (engine) => {
    await expect(engine.reads(sql, [])).rejects.toThrow('Did you mean "snapshot_runs"');
  });
  await opened(async (engine) => {
    const written = engine.writeCsv?.(sql, [], join(folder, 'answer.csv'));
    await expect(written).rejects.toMatchObject({ hint: expect.stringContaining('Did you mean "snapshot_runs"') });
  });
});
