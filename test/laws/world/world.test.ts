/** The lakes of the laws hold what laws are easily broken by; else that they pass would say little. */
import { describe, expect, test } from 'vitest';
import { REASONS } from '../../../src/model/judgement/reasons.js';
import { USUAL_SEEDS } from '../seeds.js';
import { dateOf } from './calendar.js';
import { FEATURES, type Made } from './features.js';
import { randomLake } from './lake.js';
import { type Asked, askedAt, NEAR } from './near.js';
import { seeded } from './random.js';
import { randomWorld } from './world.js';

const lakes = USUAL_SEEDS.map((seed): Made => {
  const random = seeded(seed);
  const world = randomWorld(random);
  return { world, lake: randomLake(random, world) };
});

describe('over the lakes of the laws there is', () => {
  test.each(Object.entries(FEATURES))('%s', (_, isThere) => {
    expect(lakes.filter(isThere).length).toBeGreaterThan(0);
  });

  const small = lakes.filter(({ lake }) => (lake.get('action_last_accessed') ?? []).length < 1000);
  const asked: readonly Asked[] = small.flatMap((made) => {
    const date = dateOf(made.world.snapshots[0] as number);
    return [askedAt(made, date, [30, 90]), askedAt(made, date, [90, 200])];
  });

  test.each(REASONS)('$code, and what only looks like it', ({ code }) => {
    const isNear = NEAR[code];
    const rows = asked.flatMap((one) => [...one.rows.values()].map((row) => ({ row, one })));
    expect(rows.filter(({ row }) => row.codes.has(code)).length).toBeGreaterThan(0);
    expect(rows.filter(({ row, one }) => !row.codes.has(code) && isNear(row, one)).length).toBeGreaterThan(0);
  });
});
