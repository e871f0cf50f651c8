/** Kill -9 at every step of the protocol, and at random ones again and again, on a folder. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kill, Moment } from '../export/kill-store.js';
import {
  type Answer,
  buildProgram,
  expectClean,
  fingerprint,
  folderPlace,
  killAndGoOn,
  runProgram,
} from '../export/killing.js';
import { inFolder } from '../export/lake.js';

const moments: readonly Moment[] = ['before', 'during', 'after'];
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const randomKills = Number(process.env.SOAK_KILLS ?? 100);

let built: Awaited<ReturnType<typeof buildProgram>>;
let undisturbed: Answer;
let expected: unknown;

beforeAll(async () => {
  built = await buildProgram();
  await inFolder(async (folder) => {
    undisturbed = (await runProgram(built.program, folderPlace(folder))) as Answer;
    expected = await fingerprint(folder, undisturbed.run.run_id);
  });
});

afterAll(() => built.remove());

test('killed at every step, before, during and after it', async () => {
  for (const [at, step] of undisturbed.steps.entries()) {
    for (const moment of moments) {
      if (moment === 'during' && !step.startsWith('put ')) continue;
      await inFolder(async (folder) => {
        const answer = await killAndGoOn(built.program, folderPlace(folder), { at, moment }, expected).catch(
          (error: Error) => {
            throw new Error(`killed ${moment} step ${at}, ${step}: ${error.message}`, { cause: error });
          },
        );
        console.log(
          `killed ${moment} ${step}: ${answer.measured.length} principals measured again, as an undisturbed run`,
        );
      });
    }
  }
});

test(`killed ${randomKills} times at random (SOAK_SEED=${seed}), the same lake all along`, async () => {
  const random = sequence(seed);
  await inFolder(async (folder) => {
    let last: Answer | undefined;
    for (let kills = 0; kills < randomKills; ) {
      const answer = await runProgram(built.program, folderPlace(folder), randomKill(random, undisturbed.steps.length));
      if (answer === undefined) kills += 1;
      else last = answer;
    }
    last = (await runProgram(built.program, folderPlace(folder))) ?? last;
    expect(await fingerprint(folder, (last as Answer).run.run_id)).toEqual(expected);
    await expectClean(folderPlace(folder));
  });
});

function randomKill(random: () => number, steps: number): Kill {
  return { at: Math.floor(random() * steps), moment: moments[Math.floor(random() * moments.length)] as Moment };
}

/** The same numbers for the same seed (mulberry32). */
function sequence(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
