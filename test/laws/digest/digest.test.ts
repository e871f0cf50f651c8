/**
 * Over random lakes and two of their dates: each kind of the digest is what plain code finds that asks the questions at
 * both. The promise: what is new is said once, and nothing that one of the snapshots did not measure.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/digest/digest.js';
import { KIND_CODES, type KindCode, kindOf } from '../../../src/digest/kinds.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { seeds, USUAL_SEEDS } from '../seeds.js';
import { seeded } from '../world/random.js';
import { newBetween } from './by-questions.js';
import { withFirstUses } from './first-uses.js';
import { saidBy } from './said-by.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** What became of tasks costs more than all else, and has laws of its own. */
const WITH_TASKS = 1;
/** Lakes of which two pairs are drawn; of the others one. */
const WITH_TWO_PAIRS = 9;
const ofTasks = (code: KindCode): boolean => kindOf(code).statement === 'tasks';
const found = new Map<KindCode, number>();

describe.each(
  seeds().map((seed, at) => ({ seed, at, kinds: KIND_CODES.filter((code) => at < WITH_TASKS || !ofTasks(code)) })),
)('seed $seed', ({ seed, at, kinds }) => {
  const drawn = withoutBulk(lawLake(seed).lake);
  const dates = datesIn(drawn);
  const lake = withFirstUses(drawn, seeded(seed), dates);
  beforeAll(() => engine.show(lake));

  it.each(pairsOf(seed, dates).slice(0, at < WITH_TWO_PAIRS ? 2 : 1))(
    'each kind is what the questions say of %s and %s',
    async (fromDate, toDate) => {
      const request = { dates: { fromDate, toDate }, kinds, filters: {}, decisions: new Map(), isSheet: false };
      const digest = await digestOf(engine, await snapshotDates(engine), request, {});
      const expected = await newBetween(engine, lake, { from: fromDate, to: toDate, withTasks: kinds.some(ofTasks) });
      expect(saidBy(digest)).toEqual(expected);
      for (const { kind } of digest.type === 'first' ? [] : digest.findings)
        found.set(kind, (found.get(kind) ?? 0) + 1);
    },
  );
});

it('every kind is found somewhere', () => {
  const expected = seeds().length < USUAL_SEEDS.length ? [] : KIND_CODES.filter((code) => !ofTasks(code));
  expect([...found.keys()]).toEqual(expect.arrayContaining(expected));
});

/** Up to two of the pairs that the dates make. */
function pairsOf(seed: number, dates: readonly string[]): [string, string][] {
  const pairs = dates.flatMap((to) => dates.filter((from) => from < to).map((from): [string, string] => [from, to]));
  const random = seeded(seed);
  const first = pairs.length === 0 ? [] : [random.one(pairs)];
  const others = pairs.filter((pair) => pair !== first[0]);
  return [...first, ...(others.length === 0 ? [] : [random.one(others)])];
}
