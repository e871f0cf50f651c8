/** Failures of accounts are grouped by what caused them. */
import { expect, test } from 'vitest';
import type { AccountRecord } from '../../src/snapshot/account-record.js';
import { planGaps } from '../../src/snapshot/gaps.js';
import type { Plan } from '../../src/snapshot/plan/plan.js';

function gapsOf(failures: Readonly<Record<string, string>>) {
  const ids = Object.keys(failures);
  const accounts = ids.map((id) => ({ account: { id }, decision: 'collect', errorCode: null, errorMessage: null }));
  const records = ids.map((accountId) => {
    const record = {
      accountId,
      status: 'failed',
      errorCode: 'AccessDenied',
      errorMessage: failures[accountId],
      gaps: [],
    };
    return [accountId, record as unknown as AccountRecord] as const;
  });
  return planGaps({ accounts } as unknown as Plan, new Map(records));
}

test('one cause in several accounts is one gap, two causes under one code are two', () => {
  const gaps = gapsOf({
    '111122223333': 'Cannot assume role "Reader" in account 111122223333: AccessDenied.',
    '222233334444': 'Cannot assume role "Reader" in account 222233334444: AccessDenied.',
    '333344445555': 'Cannot list the principals of account 333344445555: AccessDenied.',
  });
  expect(gaps.map(({ count, examples }) => [count, examples])).toEqual([
    [2, ['111122223333', '222233334444']],
    [1, ['333344445555']],
  ]);
});
