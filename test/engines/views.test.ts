import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readViews } from '../../src/query/views.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { answerOf, differences, openTwins, type Twins } from './twins.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');

let engines: Engines;
let lake: TwinLake;
let twins: Twins;

beforeAll(async () => {
  engines = await startEngines();
  lake = await twinLake(engines, 'views', base);
  twins = await openTwins(engines, lake, 'views');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
  engines?.stop();
});

describe.each(
  readViews({ latest: '2026-07-01', factsSince: '2026-01-01', lastPart: '0000-00-00', afterWhole: [] }).map(
    ({ name }) => name,
  ),
)('%s', (view) => {
  test('has the same rows on Trino and DuckDB', async () => {
    const sql = `SELECT * FROM ${view}`;
    const [athena, duckdb] = [await answerOf(twins.athena, sql), await answerOf(twins.duckdb, sql)];
    expect(differences(athena, duckdb, false)).toEqual([]);
    if (!view.endsWith('_policies') && !view.endsWith('_groups')) expect(duckdb.rows.length).toBeGreaterThan(0);
  });

  test('has the same scalar columns by DESCRIBE', async () => {
    const trino = await engines.trino.query(`DESCRIBE views.${view}`);
    const { rows } = await answerOf(twins.duckdb, `DESCRIBE ${view}`);
    const onTrino = trino.rows.map(([name, type]) => [name, String(type).replace('timestamp(3)', 'timestamp')]);
    expect(onTrino).toEqual(rows.map(([name, type]) => [name, String(type).toLowerCase()]));
    const scalar = ['varchar', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp'];
    for (const [, type] of onTrino) expect(scalar).toContain(type);
  });
});
