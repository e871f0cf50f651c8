/** No run goes that a snapshot which stays may need: the questions could take for unused what only that run saw used. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { committedRuns } from '../../src/lake/runs.js';
import type { ExpireOptions } from '../../src/lake/runs-to-take.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';

const [account] = plainAccounts(1, 1, 5) as [FakeAccount];

async function run(store: Store, snapshotDate: string): Promise<string> {
  const options = optionsFor(store, { snapshotDate });
  return (await exportSnapshot(options, systemEffects, async () => fakeSource([account]))).run.run_id;
}

function expired(store: Store, given: Partial<ExpireOptions> = {}) {
  return expire(store, { keepLast: 1, dryRun: false, dropEvidence: false, ...given });
}

const idsIn = async (store: Store) => (await committedRuns(store)).map(({ run_id }) => run_id);

test('a run stays for 415 days after its date, and longer if it has a last report; and what that costs is told, until its evidence is dropped', () =>
  inFolder(async (_folder, store) => {
    const old = await run(store, '2023-11-01');
    const reporting = await run(store, '2023-12-01');
    const recent = await run(store, '2024-01-01');
    const replaced = await run(store, '2025-02-01');
    const newest = await run(store, '2025-02-01');
    const held = await expired(store);
    expect(held.runs).toMatchObject([{ runId: old, reason: 'old' }]);
    expect(held.staying).toMatchObject([
      { runId: reporting, reason: 'evidence', evidence: { kind: 'report', until: '2023-12-14' } },
      { runId: recent, reason: 'evidence', evidence: { kind: 'recent', until: '2025-02-19', dates: ['2025-02-01'] } },
      { runId: replaced, reason: 'evidence', evidence: { kind: 'recent', until: '2026-03-23' } },
      { runId: newest, reason: 'newest' },
    ]);
    const bytes = held.staying.slice(0, 3).reduce((sum, one) => sum + one.bytes, 0);
    expect(held.evidence).toEqual({ count: 3, bytes });
    expect(await idsIn(store)).toEqual([reporting, recent, replaced, newest]);
    const dropped = await expired(store, { dropEvidence: true });
    expect(dropped.runs).toMatchObject([
      { runId: reporting, reason: 'old', evidence: { dates: ['2025-02-01'] } },
      { runId: recent, reason: 'old', evidence: { dates: ['2025-02-01'] } },
      { runId: replaced, reason: 'superseded', evidence: { dates: ['2025-02-01'] } },
    ]);
    expect(dropped.evidence).toEqual({ count: 0, bytes: 0 });
    expect(await idsIn(store)).toEqual([newest]);
  }));

test('a run that is named is refused where it is evidence for a date that stays', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01');
    const second = await run(store, '2024-02-01');
    await run(store, '2024-03-01');
    const named = { keepLast: undefined, runId: first };
    await expect(expired(store, named)).rejects.toThrow(
      `Cannot expire run "${first}": it is evidence for the snapshots of 2024-02-01 to 2024-03-01.`,
    );
    await expect(expired(store, { ...named, runId: second })).rejects.toThrow(/for the snapshot of 2024-03-01\.$/);
    const { runs } = await expired(store, { ...named, dropEvidence: true });
    expect(runs).toMatchObject([{ runId: first, reason: 'named', evidence: { kind: 'recent' } }]);
  }));

test('the newest run is evidence for none, and may be named', () =>
  inFolder(async (_folder, store) => {
    const first = await run(store, '2024-01-01');
    const newest = await run(store, '2024-02-01');
    const { runs } = await expired(store, { keepLast: undefined, runId: newest });
    expect(runs).toMatchObject([{ runId: newest, reason: 'named' }]);
    expect(await idsIn(store)).toEqual([first]);
  }));
