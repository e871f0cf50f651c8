import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectShard, exportSnapshot, planSnapshot } from '../../../src/export.js';
import { expire } from '../../../src/lake/expire.js';
import { committedRuns, listSnapshots } from '../../../src/lake/runs.js';
import { systemEffects } from '../../../src/model/effects.js';
import { silent } from '../../../src/model/progress.js';
import { type RunRow, runs, SCHEMA_VERSION } from '../../../src/model/tables.js';
import { abandon } from '../../../src/snapshot/plan/find.js';
import { type Plan, readPlan } from '../../../src/snapshot/plan/plan.js';
import { readCollected } from '../../../src/snapshot/publish/collected.js';
import { publish } from '../../../src/snapshot/publish/publish.js';
import type { Store } from '../../../src/store/store.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';
import { openEncoder } from '../../../src/tables/encoders.js';
import { fakeSource, plainAccounts } from '../../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../../export/lake.js';

const accounts = plainAccounts(3, 2, 10);
const options = { toolVersion: '0', calls: { total: 0, throttled: 0 }, progress: silent };

/** A plan whose accounts are all closed. */
async function collected(store: Store): Promise<Plan> {
  const source = async () => fakeSource(accounts);
  const { planId } = await planSnapshot(optionsFor(store), systemEffects, source);
  await collectShard({ ...optionsFor(store), planId, shard: { index: 1, of: 1 } }, systemEffects, source);
  return (await readPlan(store, planId)) as Plan;
}

async function publishOnce(store: Store, plan: Plan, { signal } = new AbortController()) {
  return publish(store, await readCollected(store, plan), { ...options, signal }, systemEffects);
}

test('of publishers at once one commits, all answer as it did, and the others leave nothing', () =>
  inFolder(async (folder, store) => {
    const plan = await collected(store);
    const summaries = await Promise.all([1, 2, 3].map(() => publishOnce(store, plan)));
    expect(new Set(summaries.map(({ run }) => run.run_id)).size).toBe(1);
    expect(summaries.filter(({ alreadyCommitted }) => !alreadyCommitted)).toHaveLength(1);
    const [run] = await committedRuns(store);
    expect(filesIn(folder).filter((file) => !file.startsWith('runs/'))).toEqual(
      run?.files.map((file) => file.path).sort(),
    );
  }));

/** The store, but before the first put of such a key something else happens. */
function delayedAt(store: Store, key: RegExp, meanwhile: () => Promise<unknown>): Store {
  let isBehind = false;
  return {
    ...store,
    put: async (...args) => {
      if (key.test(args[0]) && !isBehind) {
        isBehind = true;
        await meanwhile();
      }
      return store.put(...args);
    },
  };
}

test('a publisher that takes its attempt after the commit touches no file of it, though it has its number', () =>
  inFolder(async (folder, store) => {
    const plan = await collected(store);
    const filesAsTheyLie = () => filesIn(folder).map((file) => [file, statSync(join(folder, file)).ino]);
    let committed: unknown;
    const slow = delayedAt(store, /\/publish\/1$/, async () => {
      await publishOnce(store, plan);
      committed = filesAsTheyLie();
    });
    expect(await publishOnce(slow, plan)).toMatchObject({ alreadyCommitted: true });
    expect(filesAsTheyLie()).toEqual(committed);
  }));

test.each([/^accounts\//, /^action_last_accessed\//, /^actions\//])(
  'a publisher that lost its place at %s and wakes up after the commit leaves nothing',
  (key) =>
    inFolder(async (folder, store) => {
      const plan = await collected(store);
      const place = new AbortController();
      const slow = delayedAt(store, key, async () => {
        await publishOnce(store, plan);
        place.abort(new Error('another process took over'));
      });
      const { run, alreadyCommitted } = await publishOnce(slow, plan, place);
      expect(alreadyCommitted).toBe(true);
      const named = (await committedRuns(store)).flatMap(({ files }) => files.map(({ path }) => path));
      expect(filesIn(folder)).toEqual([...named, `runs/${plan.planId}.parquet`].sort());
      expect(run.run_id).toBe(`${plan.planId}-0002`);
    }),
);

test('a publisher that was late finds its plan abandoned, and leaves nothing', () =>
  inFolder(async (folder, store) => {
    const plan = await collected(store);
    const slow = delayedAt(store, /^runs\//, () => abandon(store, plan, silent));
    await expect(publishOnce(slow, plan)).rejects.toThrow(/it was abandoned/);
    expect(filesIn(folder)).toEqual([`runs/${plan.planId}.parquet`]);
    expect(await listSnapshots(store)).toEqual({ committed: [], malformed: [], unfinished: [], malformedPlans: [] });
  }));

test('a publisher that slept until its run had been committed by another and had expired commits nothing', () =>
  inFolder(async (_folder, store) => {
    const plan = await collected(store);
    const slow = delayedAt(store, /^runs\//, async () => {
      await publishOnce(store, plan);
      const newer = optionsFor(store, { snapshotDate: '2099-01-01' });
      await exportSnapshot(newer, systemEffects, async () => fakeSource(accounts));
      expect((await expire(store, { keep: ['2099-01-01'], dryRun: false, dropEvidence: true })).runs).toHaveLength(1);
    });
    await expect(publishOnce(slow, plan)).rejects.toThrow(/its run has expired/);
    expect((await committedRuns(store)).map((run) => run.snapshot_date)).toEqual(['2099-01-01']);
  }));

test('a run of a newer version is told and not shown', () =>
  inFolder(async (_folder, store) => {
    const plan = await collected(store);
    const { run } = await publishOnce(store, plan);
    const newer: RunRow = { ...run, schema_version: SCHEMA_VERSION + 1 };
    const encoder = await openEncoder('arrow');
    async function* groups() {
      yield columnsOf(runs, [newer]);
    }
    await store.put('runs/20990101T000000000Z-00000000.parquet', encoder.encode(runs, groups()));
    const { committed, malformed } = await listSnapshots(store);
    expect(committed.map(({ run_id }) => run_id)).toEqual([run.run_id]);
    expect(malformed.map(({ problem }) => problem)).toEqual([
      'has schema version 2, and this Access Lake knows 1: install a newer one',
    ]);
  }));
