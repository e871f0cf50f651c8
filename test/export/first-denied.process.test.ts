/** Nothing is committed where the first accounts are all denied, and the same command goes on once they are not. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { committedRuns, listSnapshots } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from './fake-source.js';
import { inFolder, optionsFor } from './lake.js';

const all = plainAccounts(23, 1, 3);
const denied = all.map((account): FakeAccount => ({ ...account, lists: false }));

function exported(store: Store, accounts: FakeAccount[], keepGoing: boolean, callerAccountId = '000000000000') {
  const source = fakeSource(accounts);
  const organization = { ...source.organization, callerAccountId };
  const options = optionsFor(store, { keepGoing, accountConcurrency: 2 });
  return exportSnapshot(options, systemEffects, async () => ({ ...source, organization }));
}

test('stops, commits nothing, and is resumed', () =>
  inFolder(async (_folder, store) => {
    await expect(exported(store, denied, false)).rejects.toThrow(
      'Cannot export: all of the first 20 of 23 accounts denied access. Nothing is committed.',
    );
    const { committed, unfinished } = await listSnapshots(store);
    expect({ committed, plans: unfinished.length }).toEqual({ committed: [], plans: 1 });
    expect(unfinished[0]?.accountsClosed).toBeLessThan(23);
    const { run } = await exported(store, all, false);
    expect(run).toMatchObject({ run_id: `${unfinished[0]?.planId}-0001`, accounts_exported: 23, accounts_failed: 0 });
  }));

test('goes on where it is told to, and where any account is entered', () =>
  inFolder(async (_folder, store) => {
    const own = [all[0] as FakeAccount, ...denied.slice(1)];
    const id = own[0]?.id as string;
    await expect(exported(store, own, false, id)).rejects.toThrow('all of the first 20 of 22 accounts denied access');
    expect((await exported(store, own, true, id)).run).toMatchObject({ accounts_exported: 1, accounts_failed: 22 });
    expect((await exported(store, own, false)).run).toMatchObject({ accounts_exported: 1, accounts_failed: 22 });
    expect(await committedRuns(store)).toHaveLength(2);
  }));
