import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { listSnapshots } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const [one, two] = plainAccounts(2, 1, 5) as [FakeAccount, FakeAccount];
const everything = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };

async function run(store: Store, snapshotDate: string, accounts: FakeAccount[], only: string[] = []): Promise<string> {
  const options = optionsFor(store, { snapshotDate, scope: { ...everything, accounts: only } });
  return (await exportSnapshot(options, systemEffects, async () => fakeSource(accounts))).run.run_id;
}

async function committedIds(store: Store): Promise<string[]> {
  return (await listSnapshots(store)).committed.map((run) => run.run_id);
}

/** As if everything in the folder had been written so long ago. */
function age(folder: string, hours: number): void {
  const then = Date.now() / 1000 - hours * 3600;
  for (const file of filesIn(folder)) utimesSync(join(folder, file), then, then);
}

describe('expire', () => {
  test('where there is no lake, nothing is listed, removed or made', () =>
    inFolder(async (folder, store) => {
      await expect(listSnapshots(store)).rejects.toThrow(/^Cannot list snapshots: there is no lake at /);
      await expect(expire(store, { olderThanDays: 1, dryRun: false, dropEvidence: true })).rejects.toThrow(
        /^Cannot expire snapshots: /,
      );
      expect(filesIn(folder)).toEqual([]);
    }));

  test('hides old dates at once, and takes their files away an hour later; the newest snapshot stays', () =>
    inFolder(async (folder, store) => {
      await run(store, '2024-01-01', [one]);
      const newest = await run(store, '2025-01-01', [one]);
      age(folder, 2);
      const before = filesIn(folder);
      const plan = await expire(store, { olderThanDays: 30, dryRun: true, dropEvidence: true });
      expect(plan.runs).toMatchObject([{ snapshotDate: '2024-01-01', reason: 'old' }]);
      expect(filesIn(folder)).toEqual(before);
      const first = await expire(store, { olderThanDays: 30, dryRun: false, dropEvidence: true });
      expect(first).toMatchObject({ runs: plan.runs, files: { count: 0 }, waiting: plan.waiting });
      expect(await committedIds(store)).toEqual([newest]);
      expect((await expire(store, { olderThanDays: 30, dryRun: false, dropEvidence: true })).files.count).toBe(0);
      age(folder, 2);
      const last = await expire(store, { olderThanDays: 30, dryRun: false, dropEvidence: true });
      expect(last.files).toEqual(first.waiting);
      expect(filesIn(folder).filter((file) => file.includes('2024-01-01') || file.startsWith('_staging'))).toEqual([]);
      expect(await committedIds(store)).toEqual([newest]);
    }));

  test('the newest snapshot of all accounts stays, and no run of a part replaces its run', () =>
    inFolder(async (_folder, store) => {
      const whole = await run(store, '2024-01-01', [one]);
      const part = await run(store, '2024-01-01', [one], [one.id]);
      const newest = await run(store, '2025-01-01', [one, two], [one.id]);
      await expire(store, { olderThanDays: 30, dryRun: false, dropEvidence: true });
      expect(await committedIds(store)).toEqual([whole, part, newest].sort());
    }));

  test('takes the run that is named, though it is the newest, and no other; its files an hour later', () =>
    inFolder(async (folder, store) => {
      const old = await run(store, '2024-01-01', [one]);
      const named = await run(store, '2025-01-01', [one]);
      const first = await expire(store, { runId: named, dryRun: false, dropEvidence: true });
      expect(first.runs).toMatchObject([{ runId: named, reason: 'named' }]);
      expect(await committedIds(store)).toEqual([old]);
      age(folder, 2);
      const again = await expire(store, { runId: named, dryRun: false, dropEvidence: true });
      expect(again).toMatchObject({ runs: [], files: first.waiting });
      expect(filesIn(folder).filter((file) => file.includes('2025-01-01'))).toEqual([]);
      await expect(expire(store, { runId: 'none-0001', dryRun: false, dropEvidence: true })).rejects.toThrow(
        /^Cannot expire run "none-0001": no such run is committed\./,
      );
      expect(await committedIds(store)).toEqual([old]);
    }));

  test('keeps the dates it is told to', () =>
    inFolder(async (_folder, store) => {
      await run(store, '2024-01-01', [one]);
      const kept = [await run(store, '2024-02-01', [one]), await run(store, '2024-03-01', [one])];
      await expire(store, { keep: ['2024-02-01'], dryRun: false, dropEvidence: true });
      expect(await committedIds(store)).toEqual(kept);
    }));

  test('takes a run that a newer one of its date replaces, and none that still shows an account', () =>
    inFolder(async (_folder, store) => {
      await run(store, '2025-01-01', [one, { ...two, decision: 'excluded' }]);
      const both = await run(store, '2025-01-01', [one, two]);
      const later = await run(store, '2025-01-01', [one, { ...two, decision: 'excluded' }], [one.id]);
      const { runs } = await expire(store, { dryRun: false, dropEvidence: true });
      expect(runs).toMatchObject([{ reason: 'superseded' }]);
      expect(await committedIds(store)).toEqual([both, later]);
    }));

  test.each([
    ['the tags of an account', { ...one, tags: 2 }, one],
    ['the tags that a newer run was refused', { ...one, tags: 2 }, { ...one, tags: 'refused' }],
    ['why tags are not known', { ...one, tags: 'refused' }, one],
  ] as const)('keeps a run that alone tells %s', (_what, told, newer) =>
    inFolder(async (_folder, store) => {
      await run(store, '2025-01-01', [told]);
      await run(store, '2025-01-01', [newer]);
      expect((await expire(store, { dryRun: true, dropEvidence: true })).runs).toEqual([]);
      await run(store, '2025-01-01', [told]);
      expect((await expire(store, { dryRun: true, dropEvidence: true })).runs).toHaveLength(2);
    }),
  );

  test('takes none of a date of which the accounts of one run cannot be read', () =>
    inFolder(async (folder, store) => {
      const ids = [await run(store, '2025-01-01', [one]), await run(store, '2025-01-01', [one])];
      ids.push(await run(store, '2025-01-01', [one]));
      const accounts = filesIn(folder).find((file) => file.startsWith(`accounts/snapshot_date=2025-01-01/${ids[1]}`));
      rmSync(join(folder, accounts as string));
      expect((await expire(store, { dryRun: true, dropEvidence: true })).runs).toEqual([]);
    }));

  test('takes none of a date of which the sources of one run cannot be read', () =>
    inFolder(async (folder, store) => {
      await run(store, '2025-01-01', [one]);
      const damaged = await run(store, '2025-01-01', [one]);
      await run(store, '2025-01-01', [one]);
      const sources = filesIn(folder).find((file) =>
        file.startsWith(`evidence_sources/snapshot_date=2025-01-01/${damaged}`),
      );
      writeFileSync(join(folder, sources as string), 'no Parquet');
      expect((await expire(store, { dryRun: true, dropEvidence: true })).runs).toEqual([]);
    }));

  test('keeps a run that no single newer run replaces, though two do together', () =>
    inFolder(async (_folder, store) => {
      await run(store, '2025-01-01', [one, two]);
      await run(store, '2025-01-01', [one, { ...two, decision: 'excluded' }]);
      await run(store, '2025-01-01', [{ ...one, decision: 'excluded' }, two]);
      expect((await expire(store, { dryRun: true, dropEvidence: true })).runs).toEqual([]);
    }));

  test.each([
    ['of that part', [one.id]],
    ['of all accounts', []],
  ])('keeps a run whose failed account no newer run %s tried', (_which, only) =>
    inFolder(async (_folder, store) => {
      const failed = await run(store, '2025-01-01', [one, { ...two, lists: false }]);
      const later = await run(store, '2025-01-01', [one, { ...two, decision: 'excluded' }], only);
      expect((await expire(store, { dryRun: false, dropEvidence: true })).runs).toEqual([]);
      expect(await committedIds(store)).toEqual([failed, later]);
    }),
  );

  test('takes orphan files and dead staging, and leaves a plan that is worked at', () =>
    inFolder(async (folder, store) => {
      await run(store, '2025-01-01', [one]);
      const orphan = 'principals/snapshot_date=2025-01-01/20200101T000000000Z-0badcafe-0001-00001.parquet';
      await store.put(orphan, new Uint8Array(9));
      await store.put('principals/snapshot_date=2025-01-01/theirs.parquet', new Uint8Array(9));
      const unfinished = run(store, '2025-01-02', [{ ...two, lists: false }]);
      await expect(unfinished).rejects.toThrow();
      expect(await expire(store, { dryRun: false, dropEvidence: true })).toMatchObject({
        files: { count: 0 },
        waiting: { count: 1 },
      });
      expect((await listSnapshots(store)).unfinished).toMatchObject([{ accounts: 1, accountsClosed: 1 }]);
      age(folder, 13);
      const result = await expire(store, { dryRun: false, dropEvidence: true });
      expect(result).toMatchObject({ files: { count: 1, bytes: 9 }, staging: { plans: 1 } });
      const files = filesIn(folder);
      expect(files).not.toContain(orphan);
      expect(files).toContain('principals/snapshot_date=2025-01-01/theirs.parquet');
      expect(files.filter((file) => file.startsWith('_staging'))).toEqual([]);
    }));
});
