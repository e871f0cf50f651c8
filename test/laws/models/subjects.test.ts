/**
 * N is a number, of what several hold: of random lakes, what withholds something from all holders of a permission set, policy or
 * role name, of an account, OU or the organization is at every number of days what the oracle says.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { seeds } from '../seeds.js';
import { seeded } from '../world/random.js';
import { differences, saidAt } from './by-models.js';
import { judgedSubjectRows, keysOfRenamed, saidOfSubjects } from './subjects.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

it.each(seeds(4))('what withholds it from all holders is what the oracle says: seed %i', async (seed) => {
  const lake = withoutBulk(lawLake(seed).lake);
  const random = seeded(seed);
  await engine.show(lake);
  const [history, dates] = [historyOf(lake), datesIn(lake)];
  const renamed = keysOfRenamed(history);
  const found: string[] = [];
  for (const date of dates.toReversed().slice(0, 2)) {
    const usesUntil = random.chance(0.5) ? date : (dates.at(-1) as string);
    const rows = await judgedSubjectRows(engine, { snapshotDate: date, usesUntil });
    for (const days of [0, 1, 90, 400, random.whole(2, 399), random.whole(2, 399)]) {
      const models = new Map([...rows].map(([key, row]) => [key, saidAt(days, row)]));
      const oracle = saidOfSubjects(ask(history, { date, days, usesUntil }));
      for (const key of [...models.keys(), ...oracle.keys()]) {
        if (!renamed.has(key.slice(0, key.lastIndexOf(' ')))) continue;
        models.delete(key);
        oracle.delete(key);
      }
      const differing = differences(models, oracle, 'the oracle');
      found.push(...differing.map((sentence) => `${date} until ${usesUntil}, ${days} days, ${sentence}`));
    }
  }
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 30).join('\n')}`);
});
