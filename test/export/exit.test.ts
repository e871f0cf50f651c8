/** The exit code tells of every gap: scripts read nothing else. */
import { expect, test } from 'vitest';
import { exitOf } from '../../src/export.js';
import type { ExportSummary } from '../../src/model/summary.js';

test.each([
  [false, 'ok'],
  [true, 'gaps'],
])('with a source that was not collected, demanded: %s', (demanded, exit) => {
  const run = { accounts_failed: 0, principals_failed: 0 };
  const sourceGaps = [{ source: 'account-tags', demanded, accounts: 2, collected: 1, errorMessage: null }];
  expect(exitOf({ run, sourceGaps } as unknown as ExportSummary)).toBe(exit);
});

test.each([
  [0, 0, 'ok'],
  [1, 0, 'gaps'],
  [0, 1, 'gaps'],
  [2, 3, 'gaps'],
])('with %i failed accounts and %i failed principals', (accounts_failed, principals_failed, exit) => {
  expect(exitOf({ run: { accounts_failed, principals_failed } } as ExportSummary)).toBe(exit);
});
