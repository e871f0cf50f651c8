/** Five shards in five processes, one killed and started again, one started twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardedAccounts } from '../export/killed-accounts.js';
import {
  type Answer,
  answerOf,
  buildProgram,
  expectClean,
  folderPlace,
  runProgram,
  startProgram,
} from '../export/killing.js';
import { inFolder, visibleRows } from '../export/lake.js';

let built: Awaited<ReturnType<typeof buildProgram>>;

beforeAll(async () => {
  built = await buildProgram();
});

afterAll(() => built.remove());

test('the snapshot holds every account once, whatever happened to the shards', () =>
  inFolder(async (folder) => {
    const place = folderPlace(folder);
    const { planId } = (await runProgram(built.program, place, undefined, 'plan')) as Answer;
    const collect = (index: number, at = -1) =>
      startProgram(built.program, place, { at, moment: 'before' }, 'collect', planId, String(index), '5');
    const [killed, twice, again, ...others] = [1, 2, 2, 3, 4, 5].map((index) => collect(index, index === 1 ? 3 : -1));
    expect(await answerOf(killed as never)).toBeUndefined();
    const ends = await Promise.allSettled([twice, again].map((child) => answerOf(child as never)));
    const refused = ends.filter((end) => end.status === 'rejected');
    for (const { reason } of refused) expect(String(reason)).toMatch(/has been at it since/);
    expect(ends.some((end) => end.status === 'fulfilled')).toBe(true);
    for (const child of others) expect(await answerOf(child)).toMatchObject({ accountsFailed: 0 });
    await expect(runProgram(built.program, place, undefined, 'publish', planId)).rejects.toThrow(
      /not collected to their/,
    );
    expect(await answerOf(collect(1))).toMatchObject({ accountsFailed: 0, accountsExported: 3 });
    const { run } = (await runProgram(built.program, place, undefined, 'publish', planId)) as Answer;
    expect(run).toMatchObject({
      accounts_exported: shardedAccounts.length,
      principals_exported: 36,
      action_rows: 7200,
    });
    const rows = (await visibleRows(folder, run.run_id)).action_last_accessed as string[];
    expect(new Set(rows).size).toBe(7200);
    await expectClean(place);
  }));
