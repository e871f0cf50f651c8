/** Over random lakes: the worklist that `derive` wrote is the one that would be judged, with what became of each task. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnswerRow, answerOf, rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
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

let read = 0;

it.each(seeds(3))('what is read is what would be judged: seed %i', async (seed) => {
  const random = seeded(seed);
  const lake = randomLake(random, randomWorld(random));
  await engine.show(lake);
  const judged = await answerOf(engine, 'worklist', {});
  await showWithTrends(engine, lake);
  const asked: string[] = [];
  const stored = await answerOf(withLog(engine, asked), 'worklist', {});
  expect(stored.map(withoutState)).toEqual(judged.map(withoutState));
  if (!asked.some((sql) => sql.includes('FROM raw.derived_worklist t'))) return;
  read += stored.length;
  const states = await rowsOf(await engine.query('SELECT task_id, task_state FROM bi_tasks WHERE is_latest = 1', []));
  const stateOf = new Map(states.map(({ task_id, task_state }) => [task_id, task_state]));
  for (const { task_id, task_state } of stored) expect(task_state).toBe(stateOf.get(task_id) ?? null);
  for (const { task_state } of await answerOf(engine, 'worklist', { days: 200 }))
    expect([null, 'OPEN', 'NEW', 'NOT_COMPARED']).toContain(task_state);
  const [owner] = stored.flatMap((row) => (row.owner === null ? [] : [String(row.owner)]));
  if (owner === undefined) return;
  const filtered = await answerOf(engine, 'worklist', { owner });
  for (const { task_id, task_state } of filtered) expect(task_state).toBe(stateOf.get(task_id) ?? null);
});

it('is read in some lakes', () => {
  expect(read).toBeGreaterThan(0);
});

function withoutState({ task_state: _, ...row }: AnswerRow): AnswerRow {
  return row;
}

function withLog(asked: MemoryEngine, log: string[]): MemoryEngine {
  return {
    ...asked,
    query: (sql, parameters, options) => {
      log.push(sql);
      return asked.query(sql, parameters, options);
    },
  };
}
