/**
 * Two-sided, over random lakes: the set of bits of each judged row and subject is the oracle's. What is withheld without a
 * reason fails as what is listed against one does.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daysBefore } from '../../../src/model/days.js';
import { datesIn, defaultDateOf, lawLake, withOlderRuns } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { seeds } from '../seeds.js';
import { againstOracle } from './against-oracle.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const DAYS = [90, 30, 200, 0, 400];

it.each(seeds(4))('every row is judged as the oracle judges it: seed %i', async (seed) => {
  const { lake } = lawLake(seed);
  await engine.show(lake);
  const dates = [...new Set((lake.get('runs') ?? []).map((run) => String(run.snapshot_date)))].sort();
  const found: string[] = [];
  for (const [at, date] of dates.toReversed().slice(0, 3).entries()) {
    const days = DAYS[(seed + at) % DAYS.length] as number;
    found.push(...(await againstOracle(engine, lake, { date, days })));
  }
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 12).join('\n')}`);
});

it.each(seeds(2))('so is every row where most reports are older than 415 days: seed %i', async (seed) => {
  const lake = withOlderRuns(lawLake(seed).lake, 420, 2);
  await engine.show(lake);
  const date = defaultDateOf(lake);
  expect(datesIn(lake).filter((one) => one < daysBefore(date, 415)).length).toBeGreaterThan(1);
  const found: string[] = [];
  for (const days of [90, 400]) found.push(...(await againstOracle(engine, lake, { date, days })));
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 12).join('\n')}`);
});
