/**
 * Over random lakes: what is asked of a *given* date is not changed by the snapshots after it. The promise: an audit of a
 * date says the same for ever. Without a date, what was seen since counts too: judged/judged.test.ts holds that.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readQuestions } from '../../src/query/question/questions.js';
import { answerOf, plain } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { requiredOf } from './required.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { type Lake, randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** Of one date; those that tell of every snapshot have no parameter of a date. */
const questions = readQuestions().filter(({ parameters }) => parameters.some(({ name }) => name === 'snapshot_date'));

it.each(seeds(4))('later snapshots change no answer of a given date: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  const dates = world.snapshots.map(dateOf).sort();
  const date = dates[dates.length - 2];
  if (date === undefined) return;
  const before: Lake = new Map(
    [...lake].map(([table, rows]) => [table, rows.filter((row) => String(row.snapshot_date) <= date)]),
  );
  const asked = random.some(questions, 0.12);
  const answers = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const each of asked) {
      const given = { ...requiredOf(each, dates, before, seeded(seed)), snapshot_date: date };
      const rows = await answerOf(engine, each.name, given);
      found.push([each.name, rows.map(plain).sort()]);
    }
    return found;
  };
  await engine.show(lake);
  const whole = await answers();
  await engine.show(before);
  expect(whole).toEqual(await answers());
});
