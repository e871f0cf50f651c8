/**
 * A managed policy and a permission set, killed after the first, a middle and the last call; all documents after every
 * call: test/release/propose-kills.test.ts.
 */
import { beforeAll, it } from 'vitest';
import { survivesKills } from './kills.js';
import { sharedWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await sharedWorld();
});

it.each(['shared', 'Dev'])(
  '%s: killed after a call and run again, it ends as if it had not been killed',
  async (name) => {
    await survivesKills(world, name, (calls) => [1, Math.ceil(calls / 2), calls]);
  },
);
