/**
 * What the models say at a number of days is what the questions answer that judge anew for it: of random lakes, row by row, what
 * withholds it and how the age of its grant is known.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerOf } from '../claims.js';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { seeds } from '../seeds.js';
import { seeded } from '../world/random.js';
import { modelRows, saidAt } from './by-models.js';
import { ANSWERS, type Answer } from './questions.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** Sentences about where they differ. A row that the question leaves out must have a reason for it. */
async function differing(answer: Answer, date: string, days: number): Promise<{ rows: number; found: string[] }> {
  const rows = await modelRows(engine, answer.select, { snapshotDate: date, usesUntil: date });
  const models = new Map(rows.map((row) => [answer.keyOf(row).join(' '), saidAt(days, row)]));
  const given = { snapshot_date: date, days, ...answer.given };
  const answered = (await answerOf(engine, answer.question, given)).flatMap((row) => {
    const key = answer.keyOfAnswer(row);
    return key === undefined ? [] : [[key.join(' '), `${row.withheld ?? 'nothing'}, ${row.grant_age}`] as const];
  });
  const answers = new Map(answered);
  const other = answered.filter(([key, said]) => models.get(key) !== said);
  const missing = [...models].filter(
    ([key, said]) => !answers.has(key) && (answer.isWhole || said.startsWith('nothing')),
  );
  const found = [
    ...other.map(([key, said]) => `${key}: the models say ${models.get(key)}; the answer ${said}`),
    ...missing.map(([key, said]) => `${key}: the models say ${said}; the answer has no row`),
  ].map((sentence) => `${answer.question} of ${date} at ${days} days, ${sentence}`);
  return { rows: answered.length, found };
}

/** With fewer, a lake would say little. */
const LEAST_ROWS = 100;

it.each(seeds(3))('what questions answer at any number of days is what the models say: seed %i', async (seed) => {
  const lake = withoutBulk(lawLake(seed).lake);
  const random = seeded(seed);
  await engine.show(lake);
  const found: string[] = [];
  let rows = 0;
  for (const date of datesIn(lake).toReversed().slice(0, 2)) {
    for (const days of [random.one([0, 1, 90, 400]), random.whole(2, 399)]) {
      for (const answer of ANSWERS) {
        const compared = await differing(answer, date, days);
        found.push(...compared.found);
        rows += compared.rows;
      }
    }
  }
  expect(rows).toBeGreaterThan(LEAST_ROWS);
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 20).join('\n')}`);
});
