/** Five shards in five processes, one killed and started again, one started twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardedAccounts } from '../export/killed-accounts.js';
import { type Answer, buildProgram, expectClean, folderPlace, runProgram } from '../export/killing.js';
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
      runProgram(built.program, place, { at, moment: 'before' }, 'collect', planId, String(index), '5');
    const [killed, ...ends] = await Promise.allSettled(
      [1, 2, 2, 3, 4, 5].map((index) => collect(index, index === 1 ? 3 : -1)),
    );
    expect(killed).toEqual({ status: 'fulfilled', value: undefined });
    for (const end of ends) {
      if (end.status === 'rejected') expect(String(end.reason)).toMatch(/has been running since/);
      else expect(end.value).toMatchObject({ accountsFailed: 0 });
    }
    expect(ends.filter((end) => end.status === 'fulfilled').length).toBeGreaterThanOrEqual(4);
    await expect(runProgram(built.program, place, undefined, 'publish', planId)).rejects.toThrow(
      /accounts are not fully collected/,
    );
    expect(await collect(1)).toMatchObject({ accountsFailed: 0, accountsExported: 3 });
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
