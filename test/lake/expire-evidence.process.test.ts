/** No run goes that alone knows of a use: the questions would take it for unused. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { committedRuns } from '../../src/lake/runs.js';
import type { ExpireOptions } from '../../src/lake/runs-to-take.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import { loneUses } from '../../src/query/duckdb/lone-uses.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const [both] = plainAccounts(1, 2, 5) as [FakeAccount];
const stayed: FakeAccount = { ...both, principals: both.principals.slice(0, 1) };
/** Two uses of actions, and the last one of the role: those of its other role. */
const LONE = 3;
/** The time of the uses of the fake. */
const USED = 1_700_000_000_000;
async function run(store: Store, snapshotDate: string, account: FakeAccount): Promise<string> {
  const options = optionsFor(store, { snapshotDate });
  return (await exportSnapshot(options, systemEffects, async () => fakeSource([account]))).run.run_id;
}

function expired(store: Store, given: Partial<ExpireOptions>, daysLater = 100) {
  const evidence = (runIds: readonly string[]) => loneUses(store, runIds, USED + daysLater * DAY_MS);
  return expire(store, { keepLast: 1, dryRun: false, loneUses: evidence, ...given });
}

test('a run that alone knows the uses of a role stays until its evidence is dropped', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01', both);
    const newest = await run(store, '2024-02-01', stayed);
    const held = await expired(store, {});
    expect(held.runs).toEqual([]);
    expect(held.staying).toMatchObject([
      { runId: first, reason: 'evidence', loneUses: LONE },
      { runId: newest, reason: 'newest' },
    ]);
    expect((await committedRuns(store)).map(({ run_id }) => run_id)).toEqual([first, newest]);
    const dropped = await expired(store, { loneUses: undefined });
    expect(dropped.runs).toMatchObject([{ runId: first, reason: 'old' }]);
    expect((await committedRuns(store)).map(({ run_id }) => run_id)).toEqual([newest]);
  }));

test('of two runs that know the same the newer stays, and none where a run that stays knows it too', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01', both);
    const second = await run(store, '2024-02-01', both);
    await run(store, '2024-03-01', stayed);
    const { runs, staying } = await expired(store, { dryRun: true });
    expect(runs).toMatchObject([{ runId: first }]);
    expect(staying).toMatchObject([{ runId: second, reason: 'evidence', loneUses: LONE }, { reason: 'newest' }]);
    const older = await expired(store, { keepLast: undefined, keep: ['2024-01-01'], dryRun: true });
    expect(older.runs).toMatchObject([{ runId: second }]);
    await run(store, '2024-04-01', both);
    expect((await expired(store, { dryRun: true })).runs).toHaveLength(3);
  }));

test('uses that are older than 400 days hold nothing back', () =>
  inFolder(async (_folder, store) => {
    await run(store, '2024-01-01', both);
    await run(store, '2024-02-01', stayed);
    expect((await expired(store, { dryRun: true }, 399)).runs).toHaveLength(0);
    expect((await expired(store, { dryRun: true }, 402)).runs).toHaveLength(1);
  }));

test('a newer run of the same date does not take away what it does not know', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01', both);
    await run(store, '2024-01-01', stayed);
    expect((await expired(store, { dryRun: true, loneUses: undefined })).runs).toMatchObject([{ runId: first }]);
    const { runs, staying } = await expired(store, { dryRun: true });
    expect(runs).toEqual([]);
    expect(staying).toMatchObject([{ runId: first, reason: 'evidence' }, { reason: 'newest' }]);
  }));

test('a run that is named is refused, with the number of its uses', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01', both);
    await run(store, '2024-02-01', stayed);
    const named = { keepLast: undefined, runId: first };
    await expect(expired(store, named)).rejects.toThrow(/it alone knows 3 of the uses of the last 400 days\.$/);
    expect((await expired(store, { ...named, loneUses: undefined })).runs).toMatchObject([{ runId: first }]);
  }));

test('a run with a lost file stays, for nobody can tell what it knows', () =>
  inFolder(async (folder, store) => {
    const first = await run(store, '2024-01-01', both);
    await run(store, '2024-02-01', both);
    const facts = filesIn(folder).find((file) => file.startsWith(`action_uses/snapshot_date=2024-01-01/${first}`));
    rmSync(join(folder, facts as string));
    const { staying } = await expired(store, { dryRun: true });
    expect(staying).toMatchObject([{ runId: first, reason: 'evidence', loneUses: null }, { reason: 'newest' }]);
  }));
