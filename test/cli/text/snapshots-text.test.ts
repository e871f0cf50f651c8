import { expect, test } from 'vitest';
import { snapshotsText } from '../../../src/cli/text/snapshots-text.js';
import type { CommittedRun, UnfinishedPlan } from '../../../src/lake/runs.js';

const scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };
const run = {
  run_id: 'r1',
  snapshot_date: '2026-11-25',
  scope: JSON.stringify(scope),
  accounts_exported: 9,
  accounts_failed: 0,
  principals_total: 101,
  principals_exported: 99,
  principals_deleted: 1,
  action_rows: 12_345,
  bytes: 91_000,
} as CommittedRun;

function columnsOf(changes: Partial<CommittedRun>): string[] {
  const text = snapshotsText(
    { committed: [{ ...run, ...changes }], malformed: [], unfinished: [], malformedPlans: [] },
    '/lake',
  );
  return (text.trimEnd().split('\n').at(-1) as string).split(/ {2,}/);
}

test('a run is a line: date, run, accounts, principals, coverage, rows, size, scope', () => {
  expect(columnsOf({})).toEqual(['2026-11-25', 'r1', '9/9', '99', '99.0 %', '12,345', '91.0 KB', 'all']);
});

test('with a failed account the coverage is never said to be more than it is', () => {
  expect(columnsOf({ accounts_failed: 1, principals_exported: 100 }).slice(2, 5)).toEqual([
    '9/10',
    '100',
    'at most 100.0 %',
  ]);
});

test('the scope tells the filters', () => {
  const filtered = { ...scope, accounts: ['1', '2'], excludeOus: ['ou-1'] };
  expect(columnsOf({ scope: JSON.stringify(filtered) }).at(-1)).toBe('2 accounts, without ou-1');
  expect(columnsOf({ scope: JSON.stringify({ ...scope, thisAccount: true }) }).at(-1)).toBe("the caller's account");
});

test('what was begun and not committed is listed, and an empty lake says so', () => {
  const plan = {
    planId: 'p1',
    snapshotDate: '2026-11-25',
    accounts: 9,
    accountsClosed: 3,
    changedAt: 0,
  } as UnfinishedPlan;
  expect(snapshotsText({ committed: [], malformed: [], unfinished: [plan], malformedPlans: [] }, '/lake')).toBe(
    `0 committed runs in /lake

Started and not committed; run the same export within 12 hours of the last change to resume:
  p1  snapshot 2026-11-25, 3/9 accounts, last change 1970-01-01 00:00 UTC
`,
  );
});
