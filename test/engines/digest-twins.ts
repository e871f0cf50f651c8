/** The digest of one lake by both engines. */
import { afterAll, beforeAll, expect } from 'vitest';
import { type Digest, digestOf } from '../../src/digest/digest.js';
import { KIND_CODES, type KindCode, kindOf } from '../../src/digest/kinds.js';
import { visibleDates } from '../../src/query/question/dates.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';
import { BASE_DATES, BASE_LAKE } from './variants.js';

export type Pair = readonly [from: string, to: string];

const dates = BASE_DATES.map(({ date }) => date);
/** All pairs of dates of the base lake. */
export const PAIRS: readonly Pair[] = dates.flatMap((to) =>
  dates.filter((from) => from < to).map((from): Pair => [from, to]),
);
/** The pair that each landing compares: of two dates that were measured. */
export const FIRST_PAIR: Pair = ['2026-04-01', '2026-07-01'];

const isOfTasks = (code: KindCode): boolean => kindOf(code).statement === 'tasks';
export const TASKS = KIND_CODES.filter(isOfTasks);
/** The kinds that need no judgement of the tasks at both dates, which takes Trino minutes. */
export const QUICK = KIND_CODES.filter((code) => !isOfTasks(code));

/** Fails unless Trino, reached as Athena, and DuckDB tell the same; for the file that calls it. */
export function tellsTheSame() {
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
  return {
    twins: (): Twins => twins,
    same: async ([fromDate, toDate]: Pair, kinds: readonly KindCode[], isSheet = false): Promise<Digest> => {
      const request = { dates: { fromDate, toDate }, kinds, filters: {}, decisions: new Map(), isSheet };
      const [duckdb, athena] = [twins.duckdb, twins.athena].map(async (engine) =>
        digestOf(engine, await visibleDates(engine), request, {}),
      );
      const told = (await duckdb) as Digest;
      expect(await athena).toEqual(told);
      return told;
    },
  };
}
