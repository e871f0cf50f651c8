import { expect, test } from 'vitest';
import { collectShard, planSnapshot, publishPlan } from '../../src/export.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { Store } from '../../src/store/store.js';
import { type FakeSource, fakeSource, plainAccounts } from './fake-source.js';
import { filesIn, inFolder, optionsFor, visibleRows } from './lake.js';

const accounts = plainAccounts(11, 2, 10);

function plan(store: Store) {
  return planSnapshot(optionsFor(store), systemEffects, async () => fakeSource(accounts));
}

function collect(store: Store, planId: string, index: number, source: FakeSource, signal?: AbortSignal) {
  const options = optionsFor(store, signal ? { signal } : {});
  return collectShard({ ...options, planId, shard: { index, of: 5 } }, systemEffects, async () => source);
}

function publish(store: Store, planId: string, allowIncomplete = false) {
  return publishPlan({ ...optionsFor(store), planId, allowIncomplete });
}

test('five shards measure every account once, and publish commits them all', () =>
  inFolder(async (folder, store) => {
    const { planId, accounts: count } = await plan(store);
    expect(count).toBe(11);
    const sources = [1, 2, 3, 4, 5].map(() => fakeSource(accounts));
    const collected = await Promise.all(sources.map((source, at) => collect(store, planId, at + 1, source)));
    expect(collected.map((shard) => shard.accountsExported)).toEqual([3, 2, 2, 2, 2]);
    expect(new Set(sources.flatMap((source) => source.measured)).size).toBe(22);
    const summary = await publish(store, planId);
    expect((await visibleRows(folder, summary.run.run_id)).principals).toHaveLength(22);
    expect(filesIn(folder).filter((file) => file.startsWith('_staging'))).toEqual([]);
    expect(await publish(store, planId)).toMatchObject({ alreadyCommitted: true, run: summary.run });
    await expect(collect(store, planId, 1, fakeSource(accounts))).rejects.toThrow(/already committed/);
  }));

test('a shard that was interrupted goes on with what it had not staged', () =>
  inFolder(async (_folder, store) => {
    const { planId } = await plan(store);
    const stop = new AbortController();
    const first = fakeSource(accounts, () => stop.abort());
    await expect(collect(store, planId, 1, first, stop.signal)).rejects.toThrow();
    const again = fakeSource(accounts);
    await collect(store, planId, 1, again);
    expect(first.measured.length + again.measured.length).toBe(6);
    expect(new Set([...first.measured, ...again.measured]).size).toBe(6);
  }));

test('publish waits for nobody: open accounts are refused, or recorded as failed', () =>
  inFolder(async (folder, store) => {
    const { planId } = await plan(store);
    const stop = new AbortController();
    const partly = fakeSource(accounts, () => stop.abort());
    for (const index of [1, 2, 3, 4]) await collect(store, planId, index, fakeSource(accounts));
    await expect(collect(store, planId, 5, partly, stop.signal)).rejects.toThrow();
    await expect(publish(store, planId)).rejects.toThrow(/2 accounts are not fully collected/);
    const { run, gaps } = await publish(store, planId, true);
    expect(run).toMatchObject({ accounts_exported: 9, accounts_failed: 2 });
    expect(gaps).toMatchObject([{ of: 'account', status: 'failed', errorCode: 'NotCollected', count: 2 }]);
    expect(run.principals_exported).toBe(18 + partly.measured.length);
    expect(run.principals_total).toBe(run.principals_exported);
    expect((await visibleRows(folder, run.run_id)).principals).toHaveLength(run.principals_exported);
  }));

test('a plan is found again, and an unknown one is refused', () =>
  inFolder(async (_folder, store) => {
    const first = await plan(store);
    expect(await plan(store)).toEqual(first);
    await expect(publish(store, '20200101T000000000Z-00000000')).rejects.toThrow(/no such plan/);
  }));

test.each([
  ['ahead of', 365],
  ['behind', -365],
])('a publisher whose clock is a year %s that of the destination follows the latter', (way, days) =>
  inFolder(async (_folder, store) => {
    const { planId } = await plan(store);
    await collect(store, planId, 1, fakeSource(accounts));
    const told: ProgressEvent[] = [];
    const options = { ...optionsFor(store), planId, allowIncomplete: true };
    const effects = { ...systemEffects, now: () => Date.now() + days * DAY_MS };
    const { run } = await publishPlan({ ...options, progress: (event) => told.push(event) }, effects);
    expect(Math.abs(run.finished_at - Date.now())).toBeLessThan(600_000);
    const message = `The clock of this machine is 365 days ${way} that of the destination, which the dates of this run follow`;
    expect(told).toContainEqual({ type: 'notice', message });
  }),
);
