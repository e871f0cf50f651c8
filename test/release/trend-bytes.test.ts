/** Ten years of weekly dates, 5,000 rows of trends each: what the charts over all of them read on Trino. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore } from '../../src/store/folder.js';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import { type TwinLake, twinOf } from '../engines/questions/lake.js';
import { openTwins, type Twins } from '../engines/questions/twins.js';
import { dashboardQueries } from '../query/derived/chart-queries.js';
import { TEN_YEARS, writeTrendLake } from '../query/derived/trend-lake.js';

/** Athena charges 10 MB at least. Coverage reads the accounts of each date, whose small files are read whole. */
const MOST_BYTES = 12e6;

let engines: Engines;
let lake: TwinLake;
let twins: Twins;

beforeAll(async () => {
  engines = await startEngines();
  const path = await mkdtemp(join(tmpdir(), 'access-lake-trend-bytes-'));
  const folder = folderStore(path);
  await writeTrendLake(folder, TEN_YEARS);
  lake = await twinOf(engines, 'trend-bytes', folder, path);
  twins = await openTwins(
    engines,
    lake,
    'trend_bytes',
    [...CHARTS, ...BY_SUBJECT].map(([, sql]) => sql),
  );
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

const CHARTS = dashboardQueries()
  .filter(({ isTrend }) => isTrend)
  .map(({ title, sql }) => [title, sql] as const);

/** Of one dimension every subject. */
const BY_SUBJECT = [
  ['bi_accounts', 'ou_level_1, account_name'],
  ['bi_services', 'service_namespace'],
  ['bi_permission_sets', 'permission_set_name'],
  ['bi_owners', 'owner'],
].map(
  ([view, by]) =>
    [
      `every date of ${view}`,
      `SELECT snapshot_date, ${by}, sum(services_used), sum(services_unused), sum(actions_used), sum(actions_unused), sum(actions_removable_of_principals) FROM ${view} GROUP BY snapshot_date, ${by}`,
    ] as const,
);

test.each([...CHARTS, ...BY_SUBJECT])('%s: less than 12 MB', async (_, sql) => {
  const { physicalInputBytes, rows } = await engines.trino.query(sql, { schema: 'trend_bytes' });
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length % TEN_YEARS.dates).toBe(0);
  expect(physicalInputBytes).toBeGreaterThan(0);
  expect(physicalInputBytes).toBeLessThan(MOST_BYTES);
});
