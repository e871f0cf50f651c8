/**
 * N is a number: of random lakes, what withholds something from a user or role, and the age of its grant, is at every number of
 * days what the oracle says, though the models were made for none.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daysBefore } from '../../../src/model/days.js';
import { datesIn, defaultDateOf, lawLake, withOlderRuns, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { seeds } from '../seeds.js';
import { seeded } from '../world/random.js';
import { differences } from './by-models.js';
import { judgedRows, saidByModels, saidByOracle } from './principals.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

it.each(seeds(6))('what withholds it at any number of days is what the oracle says: seed %i', async (seed) => {
  const lake = withoutBulk(lawLake(seed).lake);
  const random = seeded(seed);
  await engine.show(lake);
  const [history, dates] = [historyOf(lake), datesIn(lake)];
  const found: string[] = [];
  for (const date of dates.toReversed().slice(0, 3)) {
    const usesUntil = random.chance(0.5) ? date : (dates.at(-1) as string);
    const rows = await judgedRows(engine, { snapshotDate: date, usesUntil });
    for (const days of [0, 1, 90, 400, ...Array.from({ length: 4 }, () => random.whole(2, 399))]) {
      const oracle = saidByOracle(ask(history, { date, days, usesUntil }));
      const differing = differences(saidByModels(rows, days), oracle, 'the oracle');
      found.push(...differing.map((sentence) => `${date} until ${usesUntil}, ${days} days, ${sentence}`));
    }
  }
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 12).join('\n')}`);
});

it.each(seeds(2))('so it is where most reports are older than 415 days: seed %i', async (seed) => {
  const lake = withOlderRuns(withoutBulk(lawLake(seed).lake), 420, 2);
  await engine.show(lake);
  const date = defaultDateOf(lake);
  expect(datesIn(lake).filter((one) => one < daysBefore(date, 415)).length).toBeGreaterThan(1);
  const rows = await judgedRows(engine, { snapshotDate: date, usesUntil: date });
  for (const days of [90, 400]) {
    const oracle = saidByOracle(ask(historyOf(lake), { date, days }));
    expect(differences(saidByModels(rows, days), oracle, 'the oracle')).toEqual([]);
  }
});
