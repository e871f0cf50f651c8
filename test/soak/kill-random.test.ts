/** Kill -9 at random steps, SOAK_KILLS times on each store by SOAK_SEED, in the same lake all along. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kill, Moment } from '../export/kill-store.js';
import { type Answer, expectClean, fingerprint, runProgram } from '../export/killing.js';
import { type Soak, STORES, seed, startSoak } from './places.js';

const moments: readonly Moment[] = ['before', 'during', 'after'];
const kills = Number(process.env.SOAK_KILLS ?? 100);

let soak: Soak;

beforeAll(async () => {
  soak = await startSoak();
}, 900_000);

afterAll(() => soak.end());

test.each(STORES)(`killed ${kills} times at random (SOAK_SEED=${seed}): %s`, async (store) => {
  const place = await soak.fresh(store);
  let killed = 0;
  for (const kill of randomKills(soak.undisturbed.steps.length)) {
    if (killed === kills) break;
    if ((await runProgram(soak.program, place, kill)) === undefined) killed += 1;
  }
  expect(killed).toBe(kills);
  const { run } = (await runProgram(soak.program, place)) as Answer;
  expect(await fingerprint(place.folder, run.run_id)).toEqual(soak.expected);
  await expectClean(place);
  console.log(`${store}: ${killed} kills at random, SOAK_SEED=${seed}: the lake as an undisturbed run left it`);
});

/** Many more than are needed: a run that goes on may end before the step at which it was to be killed. */
function randomKills(steps: number): Kill[] {
  const at = fc.noBias(fc.nat(steps - 1));
  return fc.sample(fc.record({ at, moment: fc.constantFrom(...moments) }), { seed, numRuns: 10 * kills });
}
