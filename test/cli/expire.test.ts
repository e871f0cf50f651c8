import { expect, test } from 'vitest';
import { expireText } from '../../src/cli/text/expire-text.js';

const result = {
  dryRun: false,
  runs: [{ runId: 'r1', snapshotDate: '2025-01-01', reason: 'old', bytes: 1500 } as const],
  files: { count: 2, bytes: 2500 },
  waiting: { count: 9, bytes: 1500 },
  staging: { plans: 1, bytes: 10 },
  malformed: [],
};

test('what went, what no query shows any more, and what can go later', () => {
  expect(expireText(result, '/lake')).toBe(`Removed from /lake:
  1 run from every query
    2025-01-01  r1  1.5 KB  old
  2 files (2.5 KB) of runs that went before, or that no run names
  1 plan that nobody resumes (10 B)
9 files (1.5 KB) can go in an hour: run the same command again then.
`);
});

test('a dry run never says that it removed anything', () => {
  expect(expireText({ ...result, dryRun: true }, '/lake')).toMatch(/^Would remove from /);
});
