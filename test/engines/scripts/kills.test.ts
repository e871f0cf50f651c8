/**
 * A managed policy and a permission set, killed after the first, a middle and the last call; all documents after every
 * call: test/release/propose-kills.test.ts.
 */
import { afterAll, beforeAll, it } from 'vitest';
import { survivesKills } from './kills.js';
import { startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.stop());

it.each(['shared', 'Dev'])('%s', async (name) => {
  await survivesKills(world, name, (calls) => [1, Math.ceil(calls / 2), calls]);
});
