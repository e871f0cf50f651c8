/** apply.sh and rollback.sh of every kind, killed after each of their calls. */
import { afterAll, beforeAll, it } from 'vitest';
import { survivesKills } from '../engines/scripts/kills.js';
import { DOCUMENTS, startWorld, type World } from '../engines/scripts/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.stop());

/** Two scripts of up to twenty calls each, killed after each of them and run again. */
const MOST_MS = 3_600_000;

it.each(DOCUMENTS)(
  '%s',
  async (name) => {
    await survivesKills(world, name, (calls) => Array.from({ length: calls }, (_, at) => at + 1));
  },
  MOST_MS,
);
