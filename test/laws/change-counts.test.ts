/** What the page counts of two snapshots, over random lakes: the rows of `changes --by action`, of which it shows the first. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compare } from '../../src/report/changes.js';
import { textsOf } from '../../src/report/sheet.js';
import { answerOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
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

it.each(seeds(4))('counts every change of access, and shows the first of them: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  await engine.show(randomLake(random, world));
  const [to, ...earlier] = world.snapshots.map(dateOf);
  for (const from of earlier) {
    const rows = await answerOf(engine, 'changes.by-action', { from_date: from, to_date: to });
    const most = random.one([1, 10, 100]);
    const { comparison, sheets } = await compare(engine, { from, to: to as string }, most, {});
    const counted = (isOfAction: boolean): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { action_name, change } of rows) {
        if ((action_name !== null) === isOfAction) counts[String(change)] = (counts[String(change)] ?? 0) + 1;
      }
      return counts;
    };
    expect(comparison.services).toEqual(counted(false));
    expect(comparison.actions).toEqual(counted(true));
    expect(comparison.accessLeft).toBe(Math.max(0, rows.length - most));
    const sheet = sheets.get(`changes.by-action:${from}:${to}`);
    const shown = ['account_id', 'principal_arn', 'service_namespace', 'action_name', 'change'] as const;
    expect(
      Array.from({ length: sheet?.rows ?? 0 }, (_, row) => shown.map((name) => textsOf(sheet?.columns[name])(row))),
    ).toEqual(rows.slice(0, most).map((row) => shown.map((name) => row[name])));
  }
});
