/** What the trends of the dashboard read on Trino over ten years of weekly dates, and that they say what DuckDB says. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboardQueries } from '../../bench/dashboards/queries.js';
import { TEN_YEARS, writeTrendLake } from '../../bench/dashboards/trend-lake.js';
import type { QueryEngine } from '../../src/query/engine.js';
import { openStore } from '../../src/store/open.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinOf } from './lake.js';
import { answerOf, openTwins, type Twins } from './twins.js';

let engines: Engines;
let lake: TwinLake;
let twins: Twins;

beforeAll(async () => {
  engines = await startEngines();
  const path = await mkdtemp(join(tmpdir(), 'access-lake-dashboards-'));
  const store = await openStore(path, {});
  await writeTrendLake(store, { ...TEN_YEARS, accounts: 20, subjects: 150 });
  lake = await twinOf(engines, 'dashboards', store, path);
  twins = await openTwins(engines, lake, 'dashboards');
}, 600_000);

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
  engines?.stop();
});

test.each(dashboardQueries().filter(({ isTrend }) => isTrend))(
  '$title: ten years read less than 10 MB, and are the same on DuckDB',
  async ({ sql }) => {
    const { physicalInputBytes } = await engines.trino.query(sql, { schema: 'dashboards' });
    expect(physicalInputBytes).toBeLessThan(10e6);
    const [athena, duckdb] = [await linesOf(twins.athena, sql), await linesOf(twins.duckdb, sql)];
    expect(duckdb.length).toBe(TEN_YEARS.dates);
    expect(athena).toEqual(duckdb);
  },
);

/** Sums of whole numbers have another type on each. */
async function linesOf(engine: QueryEngine, sql: string): Promise<string[]> {
  const { rows } = await answerOf(engine, sql);
  return rows.map((cells) => cells.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)).join(' ')).sort();
}
