/** The digest on both engines: the same of all pairs of dates of the base lake. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../src/digest/digest.js';
import { KIND_CODES, type KindCode, kindOf } from '../../src/digest/kinds.js';
import type { QueryEngine } from '../../src/query/engine.js';
import { visibleDates } from '../../src/query/question/dates.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';
import { BASE_DATES, BASE_LAKE } from './variants.js';

let engines: Engines;
let lake: TwinLake;
let twins: Twins;

beforeAll(async () => {
  engines = await startEngines();
  lake = await twinLake(engines, 'digest', BASE_LAKE);
  twins = await openTwins(engines, lake, 'digest');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
  engines?.stop();
});

async function told(
  engine: QueryEngine,
  fromDate: string,
  toDate: string,
  kinds: readonly KindCode[],
  isSheet = false,
) {
  const request = { dates: { fromDate, toDate }, kinds, filters: {}, decisions: new Map(), isSheet };
  return await digestOf(engine, await visibleDates(engine), request, {});
}

const dates = BASE_DATES.map(({ date }) => date);
const pairs = dates.flatMap((to) => dates.filter((from) => from < to).map((from): [string, string] => [from, to]));
const quick = KIND_CODES.filter((code) => kindOf(code).statement !== 'tasks');

test.each(pairs)('Trino and DuckDB tell the same of %s and %s', async (from, to) => {
  const [athena, duckdb] = [await told(twins.athena, from, to, quick), await told(twins.duckdb, from, to, quick)];
  expect(athena).toEqual(duckdb);
});

test('the pairs are six, and of one both compare the tasks that nobody derived', async () => {
  expect(pairs).toHaveLength(6);
  const [from, to] = ['2026-04-01', '2026-07-01'];
  const tasks = KIND_CODES.filter((code) => kindOf(code).statement === 'tasks');
  const athena = await told(twins.athena, from, to, tasks, true);
  const duckdb = await told(twins.duckdb, from, to, tasks, true);
  expect(athena).toEqual(duckdb);
  expect(duckdb).toMatchObject({ sheet: { taskStates: { DONE: 2, NOT_COMPARED: 2, OPEN: 3, USED: 1 } } });
});

test('no statement comes near the 150 stages that Trino allows', () => {
  const [most] = twins.endpoint.executions.stages();
  expect(most?.stages).toBeLessThanOrEqual(100);
});
