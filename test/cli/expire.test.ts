import { expect, test } from 'vitest';
import { expireText } from '../../src/cli/text/expire-text.js';
import type { ExpireResult } from '../../src/lake/expire.js';

const result: ExpireResult = {
  dryRun: false,
  runs: [{ runId: 'r1', snapshotDate: '2025-01-01', reason: 'old', bytes: 1500 }],
  staying: [
    {
      ...{ runId: 'r0', snapshotDate: '2024-06-01', reason: 'evidence', bytes: 1500 },
      evidence: { kind: 'recent', until: '2025-07-21', dates: ['2025-02-01'] },
    },
    {
      ...{ runId: 'r00', snapshotDate: '2023-01-01', reason: 'evidence', bytes: 1500 },
      evidence: { kind: 'witness', until: '2023-12-14', dates: ['2025-02-01'] },
    },
    {
      ...{ runId: 'r01', snapshotDate: '2023-02-01', reason: 'evidence', bytes: 1500 },
      evidence: { kind: 'report', until: '2023-12-14', dates: ['2025-02-01'] },
    },
    {
      ...{ runId: 'r000', snapshotDate: '2022-01-01', reason: 'evidence', bytes: 1500 },
      evidence: { kind: 'whole', until: '2025-02-01', dates: ['2025-02-01'] },
    },
    { runId: 'r2', snapshotDate: '2025-02-01', reason: 'newest', bytes: 20 },
  ],
  evidence: { count: 4, bytes: 6000 },
  files: { count: 2, bytes: 2500 },
  waiting: { count: 9, bytes: 1500 },
  staging: { plans: 1, bytes: 10 },
  malformed: [],
};

test('what went and why, what stays and why, what no query shows any more, and what can go later', () => {
  expect(expireText(result, '/lake')).toBe(`Removed from /lake:
  1 run from every query
    2022-01-01  r000  1.5 KB  keep: evidence, the last of all accounts before 2025-02-01
    2023-01-01  r00   1.5 KB  keep: evidence, the last witness before 2023-12-14
    2023-02-01  r01   1.5 KB  keep: evidence, the last report of users or roles before 2023-12-14
    2024-06-01  r0    1.5 KB  keep: evidence until 2025-07-21
    2025-01-01  r1    1.5 KB  remove: older than what is kept
    2025-02-01  r2    20 B    keep: the newest
  2 files (2.5 KB) of runs removed earlier, or that no run names
  1 plan that cannot be resumed (10 B)
4 runs are kept as evidence (6.0 KB): without it, what was used could read as unused; --drop-evidence removes it anyway.
9 files (1.5 KB) can be removed in an hour: run the same command again then.
`);
});

test('a dry run never says that it removed anything', () => {
  expect(expireText({ ...result, dryRun: true }, '/lake')).toMatch(/^Would remove from /);
});

test('evidence that goes is told, with what may then read as unused', () => {
  const evidence = { kind: 'recent', until: '2026-02-20', dates: ['2025-02-01', '2025-03-01'] } as const;
  const runs = result.runs.map((run) => ({ ...run, evidence }));
  const told =
    'with 1 run: in the snapshots 2025-02-01 to 2025-03-01 these may now read as unused: what only these runs saw used';
  expect(expireText({ ...result, runs }, '/lake')).toContain(`Evidence was removed ${told}`);
  expect(expireText({ ...result, runs, dryRun: true }, '/lake')).toContain(`Evidence would be removed ${told}`);
});
