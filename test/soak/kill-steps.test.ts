/** Kill -9 at every step of the protocol, on a folder and on an S3 server. */
import { afterAll, beforeAll, test } from 'vitest';
import type { Kill, Moment } from '../export/kill-store.js';
import { killAndGoOn } from '../export/killing.js';
import { type Soak, STORES, startSoak } from './places.js';

const moments: readonly Moment[] = ['before', 'during', 'after'];

let soak: Soak;

beforeAll(async () => {
  soak = await startSoak();
}, 900_000);

afterAll(() => soak.end());

test.each(STORES)('killed at every step, before, during and after it: %s', async (store) => {
  const { program, undisturbed, expected } = soak;
  for (const kill of everyKill(undisturbed.steps)) {
    const name = `${kill.moment} step ${kill.at}, ${undisturbed.steps[kill.at]}`;
    const answer = await killAndGoOn(program, await soak.fresh(store), kill, expected).catch((cause: Error) => {
      throw new Error(`killed ${name}: ${cause.message}`, { cause });
    });
    console.log(`${store}: killed ${name}: ${answer.measured.length} principals measured again, as an undisturbed run`);
  }
});

function everyKill(steps: readonly string[]): Kill[] {
  return steps.flatMap((step, at) =>
    moments.filter((moment) => moment !== 'during' || step.startsWith('put ')).map((moment) => ({ at, moment })),
  );
}
