/** Law 1, over random lakes: a use that the lake knows counts, whoever asks. */
import { afterAll, beforeAll, it } from 'vitest';
import { readQuestions } from '../../src/query/question/questions.js';
import { Breaches } from './breaches.js';
import { denials } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { oracleOf } from './oracle.js';
import { seeds } from './seeds.js';
import { dateOf } from './world/calendar.js';
import { randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const questions = readQuestions().filter(({ claims }) => claims.length > 0);

const breaches = new Breaches('known-use');

it.each(seeds(4))('no answer denies a known use: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  await engine.show(lake);
  const oracle = oracleOf(lake);
  const dates = world.snapshots.map(dateOf);
  for (const question of questions) {
    const has = (name: string): boolean => question.parameters.some((parameter) => parameter.name === name);
    const date = has('snapshot_date') ? { snapshot_date: random.chance(0.7) ? dates[0] : random.one(dates) } : {};
    const range = has('to_date') ? rangeOf(dates) : {};
    if (range === undefined) continue;
    const required = {
      ...(has('by') ? { by: 'principal' } : {}),
      ...(has('all') && random.chance(0.5) ? { all: 'yes' } : {}),
      ...(has('service') ? { service: 's3,sqs,ec2,iam,x' } : {}),
      ...(has('policy') ? { policy: 'ReadOnly' } : {}),
    };
    const given = { ...date, ...range, ...required };
    const days = has('days') ? { days: random.one([30, 90, 90, 200, 400]) } : {};
    const found = await denials(engine, oracle, question, { ...given, ...days });
    for (const denial of found) breaches.add(question.name, 'USED', denial);
  }
  breaches.check();
});

breaches.needsEachLine();

function rangeOf(dates: readonly string[]) {
  return dates.length < 2 ? undefined : { from_date: dates[1], to_date: dates[0] };
}
