import { describe, expect, test } from 'vitest';
import { nextText, summaryObject, summaryText } from '../../../src/cli/text/summary.js';
import type { ExportSummary, Gap } from '../../../src/model/summary.js';
import type { RunRow } from '../../../src/model/tables.js';

const run = {
  run_id: '20261125T020426000Z-aa-1',
  snapshot_date: '2026-11-25',
  scope: '{"thisAccount":false}',
  started_at: 0,
  finished_at: 62_000,
  accounts_total: 12,
  accounts_exported: 9,
  accounts_failed: 1,
  accounts_skipped: 2,
  accounts_excluded: 0,
  principals_total: 1420,
  principals_exported: 1417,
  principals_failed: 3,
  principals_deleted: 0,
  service_rows: 10_432,
  action_rows: 84_201,
  api_calls: 3000,
  throttled_calls: 45,
  manifest: '[]',
} as unknown as RunRow;

const denied: Gap = {
  of: 'account',
  status: 'failed',
  errorCode: 'AccessDenied',
  errorMessage: 'Cannot assume role "Reader": AccessDenied. Deploy deploy/member-role.yaml there.',
  count: 3,
  examples: ['111122223333', '222233334444'],
};

function summary(changes: Partial<ExportSummary> = {}): ExportSummary {
  const files = [{ path: 'accounts/snapshot_date=2026-11-25/r-00000.parquet', rows: 12, bytes: 91_000, sha256: '' }];
  return {
    location: '/data/my lake',
    run,
    files,
    gaps: [],
    sourceGaps: [],
    accountsWithFailures: [],
    alreadyCommitted: false,
    ...changes,
  };
}

test('the summary tells what was exported, sizes, calls, where it lies and what next', () => {
  expect(
    summaryText(summary()) + nextText(summary()),
  ).toBe(`Snapshot 2026-11-25 is committed as run 20261125T020426000Z-aa-1.

Accounts    12: 9 exported, 1 failed, 2 skipped
Principals  at least 1,420: 1,417 exported, 3 failed
Rows        10,432 of services, 84,201 of actions
Size        91.0 KB in 1 file
Calls       3,000, throttled 1.5 %
Time        1:02
Where       /data/my lake

Next, what to do first: npx --no-install access-lake query worklist --destination '/data/my lake'
`);
});

test('where no account failed the number of principals is known', () => {
  const whole = { ...run, accounts_failed: 0 };
  expect(summaryText(summary({ run: whole }))).toContain('\nPrincipals  1,420: 1,417 exported, 3 failed\n');
});

test('gaps are grouped by error, with the sentence that says what to do, failures before the rest', () => {
  const skipped: Gap = {
    ...denied,
    status: 'skipped',
    errorCode: 'Suspended',
    errorMessage: 'Account is SUSPENDED',
    count: 1,
    examples: ['1'],
  };
  const text = summaryText(summary({ gaps: [skipped, { ...denied, status: 'skipped', errorCode: 'CLOSED' }, denied] }));
  expect(text).toContain(`Could not be measured:
  3 accounts failed: AccessDenied
    such as: Cannot assume role "Reader": AccessDenied. Deploy deploy/member-role.yaml there.
    111122223333, 222233334444 and 1 more

Out of scope, or not measurable:
  4 accounts skipped: 1 Suspended, 3 CLOSED\n`);
  expect(text).toContain('run the same export again');
});

test('a source that was not collected everywhere has a line, and asks for no repetition', () => {
  const errorMessage = 'Cannot read the tags of account 111122223333: AccessDenied.';
  const gap = { source: 'account-tags', demanded: false, accounts: 12, collected: 9, errorMessage };
  const text = summaryText(summary({ sourceGaps: [gap] }));
  expect(text).toContain(`
Sources that were not collected everywhere:
  account-tags: in 9 of 12 accounts; first: ${errorMessage}\n`);
  expect(text).not.toContain('run the same export again');
  expect(summaryObject(summary({ sourceGaps: [gap] }))).toMatchObject({ source_gaps: [gap] });
});

describe('what failed is named for the next run', () => {
  const failed = { of: 'principal', status: 'failed', examples: ['arn:aws:iam::111122223333:role/a'] } as const;
  const gaps = [denied, { ...denied, ...failed }];
  const ids = Array.from({ length: 21 }, (_, at) => String(111_122_223_333 + at));
  const listed = "query coverage_gaps --destination '/data/my lake' --snapshot-date 2026-11-25\n";

  test('by every account that failed or of which principals failed', () => {
    const text = summaryText(summary({ gaps, accountsWithFailures: ids.slice(0, 20) }));
    expect(text).toContain(`failed, add: --account ${ids.slice(0, 20).join(' --account ')}\n`);
    expect(text).not.toContain('coverage_gaps');
  });

  test.each([ids, undefined])('by a question where they are many, or not known any more', (accountsWithFailures) => {
    const text = summaryText(summary({ gaps, accountsWithFailures }));
    expect(text).toContain(
      `--account with each of their IDs, which this lists: npx --no-install access-lake ${listed}`,
    );
  });

  test('by --repair where all accounts were asked for', () => {
    const scope = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';
    const text = summaryText(summary({ gaps, run: { ...run, scope }, accountsWithFailures: ids }));
    expect(text).toContain('add: --repair\n');
    expect(text).not.toContain('--account');
  });

  test('not of the account of the caller alone, nor where nothing failed', () => {
    const own = { ...run, scope: '{"thisAccount":true}' };
    const accountsWithFailures = ids.slice(0, 1);
    expect(summaryText(summary({ gaps, run: own, accountsWithFailures }))).not.toContain('--account');
    expect(summaryText(summary({ gaps: [{ ...denied, status: 'skipped' }] }))).not.toContain('--account');
  });
});

test('a run that had been committed says so', () => {
  expect(summaryText(summary({ alreadyCommitted: true }))).toContain('had been committed');
});

test('names and messages cannot forge lines or move the cursor', () => {
  const evil = 'x\nSnapshot 2020-01-01 is committed\x1b[2K\u202e';
  const text = summaryText(
    summary({ gaps: [{ ...denied, errorMessage: evil, examples: [evil], errorCode: evil }], location: evil }),
  );
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(text.match(/^Snapshot/gm)).toHaveLength(1);
});

test('for machines the counts keep the names of the columns', () => {
  const object = summaryObject(summary({ gaps: [denied] }));
  expect(object).toMatchObject({
    already_committed: false,
    run: { accounts_exported: 9, scope: { thisAccount: false } },
  });
  expect(object).toHaveProperty('gaps.0.errorCode', 'AccessDenied');
  expect(object).not.toHaveProperty('run.manifest');
});
