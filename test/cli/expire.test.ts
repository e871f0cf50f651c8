import { expect, test } from 'vitest';
import { expireText } from '../../src/cli/text/expire-text.js';

const result = {
  dryRun: false,
  runs: [{ runId: 'r1', snapshotDate: '2025-01-01', reason: 'old', bytes: 1500 } as const],
  staying: [
    { runId: 'r0', snapshotDate: '2024-01-01', reason: 'evidence', bytes: 1500, loneUses: 1200 } as const,
    { runId: 'r00', snapshotDate: '2024-01-01', reason: 'evidence', bytes: 1500, loneUses: null } as const,
    { runId: 'r2', snapshotDate: '2025-02-01', reason: 'newest', bytes: 20 } as const,
  ],
  files: { count: 2, bytes: 2500 },
  waiting: { count: 9, bytes: 1500 },
  staging: { plans: 1, bytes: 10 },
  malformed: [],
};

test('what went and why, what stays and why, what no query shows any more, and what can go later', () => {
  expect(expireText(result, '/lake')).toBe(`Removed from /lake:
  1 run from every query
    2024-01-01  r0   1.5 KB  stays: it alone knows 1,200 of the uses of the last 400 days
    2024-01-01  r00  1.5 KB  stays: its files cannot be read, so nobody can tell which uses it alone knows
    2025-01-01  r1   1.5 KB  goes: older than what is to be kept
    2025-02-01  r2   20 B    stays: the newest
  2 files (2.5 KB) of runs that went before, or that no run names
  1 plan that nobody resumes (10 B)
Without the uses that a run alone knows, what was used could read as unused; --drop-evidence removes it nevertheless.
9 files (1.5 KB) can go in an hour: run the same command again then.
`);
});

test('a dry run never says that it removed anything', () => {
  expect(expireText({ ...result, dryRun: true }, '/lake')).toMatch(/^Would remove from /);
});
