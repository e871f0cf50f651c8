/** Kill -9 at every step of the protocol, and at random ones again and again, on a folder and on an S3 server. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kill, Moment } from '../export/kill-store.js';
import {
  type Answer,
  buildProgram,
  expectClean,
  fingerprint,
  killAndGoOn,
  type Place,
  runProgram,
} from '../export/killing.js';
import { openPlaces, type Places, STORES } from './places.js';

const moments: readonly Moment[] = ['before', 'during', 'after'];
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
/** On each store. */
const randomKills = Number(process.env.SOAK_KILLS ?? 100);

let built: Awaited<ReturnType<typeof buildProgram>>;
let places: Places;
let undisturbed: Answer;
let expected: unknown;

beforeAll(async () => {
  [built, places] = await Promise.all([buildProgram(), openPlaces()]);
  const place = await places.fresh('folder');
  undisturbed = (await runProgram(built.program, place)) as Answer;
  expected = await fingerprint(place.folder, undisturbed.run.run_id);
}, 900_000);

afterAll(async () => {
  built.remove();
  await places.remove();
});

test.each(STORES)('killed at every step, before, during and after it: %s', async (store) => {
  for (const kill of everyKill()) {
    const name = `${kill.moment} step ${kill.at}, ${undisturbed.steps[kill.at]}`;
    const answer = await killAndGoOn(built.program, await places.fresh(store), kill, expected).catch((cause: Error) => {
      throw new Error(`killed ${name}: ${cause.message}`, { cause });
    });
    console.log(`${store}: killed ${name}: ${answer.measured.length} principals measured again, as an undisturbed run`);
  }
});

test.each(STORES)(
  `killed ${randomKills} times at random (SOAK_SEED=${seed}), the same lake all along: %s`,
  async (store) => {
    const place = await places.fresh(store);
    let killed = 0;
    for (const kill of randomKillsOf(seed)) {
      if (killed === randomKills) break;
      if ((await runProgram(built.program, place, kill)) === undefined) killed += 1;
    }
    expect(killed).toBe(randomKills);
    const { run } = await endOf(place);
    expect(await fingerprint(place.folder, run.run_id)).toEqual(expected);
    await expectClean(place);
    console.log(`${store}: ${killed} kills at random, SOAK_SEED=${seed}: the lake as an undisturbed run left it`);
  },
);

function everyKill(): Kill[] {
  return undisturbed.steps.flatMap((step, at) =>
    moments.filter((moment) => moment !== 'during' || step.startsWith('put ')).map((moment) => ({ at, moment })),
  );
}

/** Many more than are needed: a run that goes on may end before the step at which it was to be killed. */
function randomKillsOf(from: number): Kill[] {
  const at = fc.noBias(fc.nat(undisturbed.steps.length - 1));
  const kills = fc.record({ at, moment: fc.constantFrom(...moments) });
  return fc.sample(kills, { seed: from, numRuns: 10 * randomKills });
}

async function endOf(place: Place): Promise<Answer> {
  return (await runProgram(built.program, place)) as Answer;
}
