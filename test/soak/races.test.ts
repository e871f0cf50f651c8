/** Two exports of one organization at once, one of them stopped at a step and woken after a takeover. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  answerOf,
  expectClean,
  fingerprint,
  type Place,
  runProgram,
  startProgram,
} from '../export/killing.js';
import { sql } from '../export/lake.js';
import { type Soak, STORES, type StoreName, seed, startSoak } from './places.js';

/** On each store: so many at random steps, beside those at the named ones, and as many started together. */
const races = Number(process.env.SOAK_RACES ?? 6);

let soak: Soak;

beforeAll(async () => {
  soak = await startSoak();
}, 900_000);

afterAll(() => soak.end());

/** Steps whose writer must not harm anybody when it writes late. */
const named: readonly RegExp[] = [
  /^put _staging\/<plan>\/222222222222\/<random>-000001\.arrow\.br$/,
  /^put _staging\/<plan>\/222222222222\/account-1\.json$/,
  /^put action_last_accessed\//,
  /^put runs\//,
];

test.each(STORES)(`stopped at a step and woken after a takeover (SOAK_SEED=${seed}): %s`, async (store) => {
  await Promise.all([...namedSteps(), ...randomSteps()].map((at) => race(store, at)));
});

test.each(STORES)(`started at the same moment, ${races} times: %s`, async (store) => {
  for (let round = 0; round < races; round += 1) await startedTogether(store);
});

function namedSteps(): number[] {
  const steps = named.map((step) => soak.undisturbed.steps.findIndex((one) => step.test(one)));
  expect(steps).not.toContain(-1);
  return steps;
}

function randomSteps(): number[] {
  return fc.sample(fc.noBias(fc.nat(soak.undisturbed.steps.length - 1)), { seed, numRuns: races });
}

/** The one that is stopped holds the export; the other waits for a beat until it may take over. */
async function race(store: StoreName, at: number): Promise<void> {
  const place = await soak.fresh(store);
  const holder = startProgram(soak.program, place, { at, moment: 'stop' });
  const ended = answerOf(holder).catch((error: Error) => error);
  while (stateOf(holder.pid as number) !== 'T') await delay(50);
  const { run } = (await runProgram(soak.program, place)) as Answer;
  holder.kill('SIGCONT');
  const late = await ended;
  const end =
    late instanceof Error ? /UserError: (.*)/.exec(late.message)?.[1] : 'ended as a run of its own or as the other';
  console.log(`${store}: stopped at step ${at}, ${soak.undisturbed.steps[at]}: ${end}`);
  await expectRuns(place, late instanceof Error ? [run.run_id] : [run.run_id, (late as Answer).run.run_id]);
  if (late instanceof Error) expect(late.message).toMatch(/another process took over/);
}

/** Whoever is not refused has exported everything, whether as the only run or as the second after the first. */
async function startedTogether(store: StoreName): Promise<void> {
  const place = await soak.fresh(store);
  const ends = await Promise.allSettled([1, 2, 3].map(() => runProgram(soak.program, place)));
  const runs = ends.flatMap((end) => (end.status === 'fulfilled' ? [(end.value as Answer).run.run_id] : []));
  expect(runs.length).toBeGreaterThanOrEqual(1);
  for (const end of ends) if (end.status === 'rejected') expect(String(end.reason)).toMatch(/has been running since/);
  await expectRuns(place, runs);
}

/** Those runs are committed and no other, each shows what an undisturbed one does, and nothing else is left. */
async function expectRuns(place: Place, runIds: readonly string[]): Promise<void> {
  const committed = await sql(`SELECT run_id FROM read_parquet('${place.folder}/runs/*.parquet') ORDER BY run_id`);
  expect(committed.map((run) => run.run_id)).toEqual([...new Set(runIds)].sort());
  for (const runId of new Set(runIds)) expect(await fingerprint(place.folder, runId)).toEqual(soak.expected);
  await runProgram(soak.program, place);
  await expectClean(place);
}

/** `T` of proc(5): stopped. */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}
