/** A holder that is stopped past its time and wakes up after a takeover changes nothing that a view shows. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  answerOf,
  buildProgram,
  expectClean,
  fingerprint,
  folderPlace,
  runProgram,
  startProgram,
} from '../export/killing.js';
import { inFolder, sql } from '../export/lake.js';

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

const steps: readonly RegExp[] = [
  /^put _staging\/<plan>\/222222222222\/<random>-000001\.arrow\.br$/,
  /^put _staging\/<plan>\/222222222222\/account-1\.json$/,
  /^put action_last_accessed\//,
  /^put runs\//,
];

test.concurrent.each(steps)('stopped before %s, woken after a takeover', async (step) => {
  const at = undisturbed.steps.findIndex((one) => step.test(one));
  expect(at).toBeGreaterThanOrEqual(0);
  await inFolder(async (folder) => {
    const holder = startProgram(built.program, folderPlace(folder), { at, moment: 'stop' });
    const ended = answerOf(holder).catch((error: Error) => error);
    while (stateOf(holder.pid as number) !== 'T') await delay(50);
    const { run } = (await runProgram(built.program, folderPlace(folder))) as Answer;
    holder.kill('SIGCONT');
    const late = await ended;
    if (late instanceof Error) expect(late.message).toMatch(/another process took over/);
    else expect(late).toMatchObject({ run, alreadyCommitted: true });
    expect(await sql(`SELECT run_id FROM read_parquet('${folder}/runs/*.parquet')`)).toEqual([{ run_id: run.run_id }]);
    expect(await fingerprint(folder, run.run_id)).toEqual(expected);
    await runProgram(built.program, folderPlace(folder));
    await expectClean(folderPlace(folder));
  });
});

/** `T` of proc(5): stopped. */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}
