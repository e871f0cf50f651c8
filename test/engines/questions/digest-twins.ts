/** The digest of one lake by both engines. */
import { expect } from 'vitest';
import { type Digest, digestOf } from '../../../src/digest/digest.js';
import { KIND_CODES, type KindCode, kindOf } from '../../../src/digest/kinds.js';
import { visibleDates } from '../../../src/query/question/dates.js';
import type { Twins } from './twins.js';
import { BASE_DATES } from './variants.js';

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

/** The digest that Trino, reached as Athena, and DuckDB tell; fails where they do not tell the same. */
export async function sameDigest(
  { duckdb, athena }: Pick<Twins, 'duckdb' | 'athena'>,
  [fromDate, toDate]: Pair,
  kinds: readonly KindCode[],
  isSheet = false,
): Promise<Digest> {
  const request = { dates: { fromDate, toDate }, kinds, filters: {}, decisions: new Map(), isSheet };
  const [told, onTrino] = await Promise.all(
    [duckdb, athena].map(async (engine) => digestOf(engine, await visibleDates(engine), request, {})),
  );
  expect(onTrino).toEqual(told);
  return told as Digest;
}
