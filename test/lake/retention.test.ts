import { expect, test } from 'vitest';
import { keptDates } from '../../src/lake/retention.js';
import type { CommittedRun } from '../../src/snapshot/read-run.js';

const NOW = Date.UTC(2026, 5, 30);

function run(snapshot_date: string, accounts: string[] = []): CommittedRun {
  const scope = JSON.stringify({ thisAccount: false, accounts, excludeAccounts: [], ous: [], excludeOus: [] });
  return { snapshot_date, scope } as CommittedRun;
}

const lake = [
  run('2026-03-01'),
  run('2026-03-31'),
  run('2026-04-10', ['111111111111']),
  run('2026-04-20'),
  run('2026-05-05'),
  run('2026-05-25', ['111111111111']),
  run('2026-06-01'),
  run('2026-06-15'),
  run('2026-06-20', ['111111111111']),
];

function kept(...[given, runs = lake]: [Parameters<typeof keptDates>[1], CommittedRun[]?]) {
  return Object.fromEntries(keptDates(runs, given, NOW));
}

const NEWEST = { '2026-06-15': 'newest', '2026-06-20': 'newest' };

test('so many snapshots of all accounts stay, and every part that is newer than the oldest of them', () => {
  expect(kept({ keepLast: 3 })).toEqual({
    ...NEWEST,
    '2026-05-05': 'last',
    '2026-05-25': 'last',
    '2026-06-01': 'last',
  });
  expect(kept({ keepLast: 1 })).toEqual(NEWEST);
  expect(Object.keys(kept({ keepLast: 100 })).length).toBe(lake.length);
});

test('of a month the newest snapshot of all accounts stays, and none of a part', () => {
  expect(kept({ keepMonthly: 3 })).toEqual({ ...NEWEST, '2026-04-20': 'monthly', '2026-05-05': 'monthly' });
  expect(kept({ keepMonthly: 12 })).toEqual({
    ...NEWEST,
    '2026-03-31': 'monthly',
    '2026-04-20': 'monthly',
    '2026-05-05': 'monthly',
  });
});

test('months without a snapshot do not count', () => {
  const sparse = [run('2024-01-31'), run('2025-02-01'), run('2026-06-01')];
  expect(kept({ keepMonthly: 2 }, sparse)).toEqual({ '2025-02-01': 'monthly', '2026-06-01': 'newest' });
});

test('what one of them keeps stays', () => {
  expect(kept({ keepLast: 2, keepMonthly: 2, keep: ['2026-03-01'] })).toEqual({
    ...NEWEST,
    '2026-03-01': 'kept',
    '2026-05-05': 'monthly',
    '2026-06-01': 'last',
  });
});

test('a lake without a snapshot of all accounts counts those that it has', () => {
  const parts = [run('2026-01-01', ['1']), run('2026-01-02', ['1']), run('2026-02-01', ['1'])];
  expect(kept({ keepLast: 2 }, parts)).toEqual({ '2026-01-02': 'last', '2026-02-01': 'newest' });
  expect(kept({ keepMonthly: 2 }, parts)).toEqual({ '2026-01-02': 'monthly', '2026-02-01': 'newest' });
});

test('by age, and without any limit', () => {
  expect(kept({ olderThanDays: 30 })).toEqual({ ...NEWEST, '2026-06-01': 'young' });
  expect(Object.keys(kept({})).length).toBe(lake.length);
});
