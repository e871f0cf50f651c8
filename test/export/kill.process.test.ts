import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Moment } from './kill-store.js';
import { type Answer, buildProgram, fingerprint, folderPlace, killAndGoOn, runProgram } from './killing.js';
import { inFolder } from './lake.js';

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

/** Steps that the short suite kills at; test/soak kills at every one. */
const kills: readonly [step: RegExp, moment: Moment][] = [
  [/^put _staging\/<plan>\/plan\.json$/, 'during'],
  [/^put _staging\/<plan>\/222222222222\/<random>-000001\.arrow\.br$/, 'after'],
  [/^put action_last_accessed\//, 'during'],
  [/^put runs\//, 'after'],
];

test.concurrent.each(kills)(
  'killed %s, %s: the next run ends as an undisturbed one',
  async (step, moment) => {
    const at = undisturbed.steps.findIndex((one) => step.test(one));
    expect(at, `no step ${step} among ${undisturbed.steps.join('\n')}`).toBeGreaterThanOrEqual(0);
    await inFolder((folder) => killAndGoOn(built.program, folderPlace(folder), { at, moment }, expected));
  },
  60_000,
);
