import { expect, test } from 'vitest';
import { collectShard, planSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { silent } from '../../src/model/progress.js';
import { type RunRow, runs, SCHEMA_VERSION } from '../../src/model/tables.js';
import { readCollected } from '../../src/snapshot/collected.js';
import { abandon } from '../../src/snapshot/find-plan.js';
import { type Plan, readPlan } from '../../src/snapshot/plan.js';
import { publish } from '../../src/snapshot/publish.js';
import { committedRuns, listSnapshots } from '../../src/snapshot/snapshots.js';
import type { Store } from '../../src/store/store.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { columnsOf } from '../../src/tables/rows.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const accounts = plainAccounts(3, 2, 10);
const options = { toolVersion: '0', calls: { total: 0, throttled: 0 }, progress: silent };

/** A plan whose accounts are all closed. */
async function collected(store: Store): Promise<Plan> {
  const source = async () => fakeSource(accounts);
  const { planId } = await planSnapshot(optionsFor(store), systemEffects, source);
  await collectShard({ ...optionsFor(store), planId, shard: { index: 1, of: 1 } }, systemEffects, source);
  return (await readPlan(store, planId)) as Plan;
}

async function publishOnce(store: Store, plan: Plan) {
  const { signal } = new AbortController();
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

test('a publisher that was late finds its plan abandoned, and leaves nothing', () =>
  inFolder(async (folder, store) => {
    const plan = await collected(store);
    let isBehind = false;
    const slow: Store = {
      ...store,
      put: async (key, body, putOptions) => {
        if (key.startsWith('runs/') && !isBehind) {
          isBehind = true;
          await abandon(store, plan, silent);
        }
        return store.put(key, body, putOptions);
      },
    };
    await expect(publishOnce(slow, plan)).rejects.toThrow(/it was abandoned/);
    expect(isBehind).toBe(true);
    expect(filesIn(folder)).toEqual([`runs/${plan.planId}.parquet`]);
    expect(await listSnapshots(store)).toEqual({ committed: [], unfinished: [] });
  }));

test('a run of a newer version is refused with a sentence', () =>
  inFolder(async (_folder, store) => {
    const plan = await collected(store);
    const { run } = await publishOnce(store, plan);
    const newer: RunRow = { ...run, schema_version: SCHEMA_VERSION + 1 };
    const encoder = await openEncoder('arrow');
    async function* groups() {
      yield columnsOf(runs, [newer]);
    }
    await store.put('runs/20990101T000000000Z-00000000.parquet', encoder.encode(runs, groups()));
    await expect(listSnapshots(store)).rejects.toThrow(
      /schema version is "2", and this version of Access Lake knows 1/,
    );
  }));
