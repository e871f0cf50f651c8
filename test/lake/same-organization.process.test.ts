/** A lake holds one organization: which destinations an export refuses, before it writes anything. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Store } from '../../src/store/store.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const [a, b, c] = ['111111111111', '222222222222', '333333333333'] as const;

/** An organization and its accounts; or, without an id, one account by itself. */
async function run(store: Store, id: string | null, ids: readonly string[], snapshotDate: string): Promise<void> {
  const accounts = plainAccounts(1, 1, 2).flatMap((account) => ids.map((accountId) => ({ ...account, id: accountId })));
  const source = fakeSource(accounts);
  const caller = ids[0] as string;
  const organization = {
    ...source.organization,
    id,
    callerAccountId: caller,
    callerArn: `arn:aws:iam::${caller}:user/tester`,
  };
  const scope = { thisAccount: id === null, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };
  await exportSnapshot(optionsFor(store, { snapshotDate, scope }), systemEffects, async () => ({
    ...source,
    organization,
  }));
}

type Export = readonly [id: string | null, accounts: readonly string[]];

test.each<[string, readonly Export[], Export, boolean]>([
  ['the same organization', [['o-one', [a, b]]], ['o-one', [a, b, c]], true],
  ['another organization', [['o-one', [a, b]]], ['o-two', [a, b]], false],
  [
    'another organization, of a lake that an account was exported alone into',
    [
      ['o-one', [a, b]],
      [null, [a]],
    ],
    ['o-two', [a]],
    false,
  ],
  ['the organization of the one account in it', [[null, [a]]], ['o-one', [a, b]], true],
  ['the organization of another account', [[null, [c]]], ['o-one', [a, b]], false],
  ['the same account', [[null, [a]]], [null, [a]], true],
  ['another account', [[null, [a]]], [null, [b]], false],
  ['a member that the lake names', [['o-one', [a, b]]], [null, [b]], true],
  [
    'a member, after another one was exported alone',
    [
      ['o-one', [a, b, c]],
      [null, [b]],
    ],
    [null, [c]],
    true,
  ],
  ['an account that the lake does not name', [['o-one', [a, b]]], [null, [c]], false],
])('%s', (_name, before, [id, accounts], isTaken) =>
  inFolder(async (folder, store) => {
    for (const [at, [known, ids]] of before.entries()) await run(store, known, ids, `2026-07-0${at + 1}`);
    const files = filesIn(folder);
    const again = run(store, id, accounts, '2026-07-09');
    if (isTaken) return again;
    await expect(again).rejects.toThrow(/^Cannot export (account|organization) ".*" to ".*": it is the lake of /);
    expect(filesIn(folder)).toEqual(files);
  }),
);
