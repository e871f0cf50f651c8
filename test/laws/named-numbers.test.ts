/** Law i: numbers of one name are one number, over the statements of the table in docs/judgement.md. The promise: a figure can be looked up anywhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snapshotDates } from '../../src/query/question/dates.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { isOfDerived, namedNumbers, numberOf } from './named-numbers.js';
import { seeds } from './seeds.js';
import { showWithTrends } from './trends.js';
import { randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

it('the table has names and statements', () => {
  expect(namedNumbers.map(({ name }) => name)).toContain('actions_removable');
  expect(namedNumbers.length).toBeGreaterThan(6);
  expect(namedNumbers.filter(({ statements }) => statements.length > 1).length).toBeGreaterThan(5);
});

it('what a statement sums has the name of the number, but for tasks by their state', () => {
  const sums = namedNumbers.flatMap(({ name, statements }) =>
    statements.flatMap((sql) => {
      const [, column] = /sum\((\w+)\)/.exec(sql) ?? [];
      const [, state] = /task_state = '(\w+)'/.exec(sql) ?? [];
      return column === undefined ? [] : [[name, state === undefined ? column : `${column}_${state.toLowerCase()}`]];
    }),
  );
  expect(sums.filter(([name, column]) => name !== column)).toEqual([]);
  expect(sums.length).toBeGreaterThan(10);
});

it.each(seeds(3))('numbers of one name are one number: seed %i', async (seed) => {
  const random = seeded(seed);
  await showWithTrends(engine, randomLake(random, randomWorld(random)));
  const hasTrends = (await snapshotDates(engine)).some(({ isWhole }) => isWhole);
  for (const { name, statements } of namedNumbers) {
    const asked = hasTrends ? statements : statements.filter((sql) => !isOfDerived(sql));
    const given = [];
    for (const statement of asked) given.push({ statement, number: await numberOf(engine, statement) });
    expect(new Set(given.map(({ number }) => number)).size, `${name}: ${JSON.stringify(given)}`).toBeLessThanOrEqual(1);
  }
});
