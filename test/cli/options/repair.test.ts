import { expect, test } from 'vitest';
import { checkRepair } from '../../../src/cli/options/repair.js';

const nothing = {
  repair: true,
  thisAccount: false,
  snapshotDate: undefined,
  account: [],
  excludeAccount: [],
  ou: [],
  excludeOu: [],
};

test('what --repair decides by itself is refused beside it, by name', () => {
  expect(() => checkRepair(nothing)).not.toThrow();
  const all = {
    ...nothing,
    thisAccount: true,
    snapshotDate: '2026-07-01',
    account: ['111111111111'],
    excludeOu: ['ou-ab12-11112222'],
  };
  expect(() => checkRepair(all)).toThrow(
    'Cannot use --account and --exclude-ou and --this-account and --snapshot-date with --repair: ',
  );
  expect(() => checkRepair({ ...all, repair: false })).not.toThrow();
});
