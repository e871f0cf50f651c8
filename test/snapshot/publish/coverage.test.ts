import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountRecord } from '../../../src/snapshot/account-record.js';
import { checkCoverage, coverage } from '../../../src/snapshot/publish/coverage.js';

const counts = fc.record({ exported: fc.nat(500), failed: fc.nat(500), deleted: fc.nat(500) });
const records = fc.array(
  fc.record({ principals: counts, status: fc.constantFrom('exported', 'failed'), lists: fc.boolean() }),
  {
    minLength: 1,
  },
);

function recordOf(one: { principals: AccountRecord['principals']; status: string; lists: boolean }): AccountRecord {
  const { exported, failed, deleted } = one.principals;
  const total = one.lists || one.status === 'exported' ? exported + failed + deleted : null;
  return {
    ...one,
    accountId: '1',
    principalsTotal: total,
    errorCode: null,
    errorMessage: null,
    gaps: [],
  } as unknown as AccountRecord;
}

test('coverage is 100 only where every account was exported and no principal failed', () => {
  fc.assert(
    fc.property(records, (given) => {
      const all = given.map(recordOf);
      const isWhole = all.every(({ status }) => status === 'exported');
      const failed = all.filter((one) => one.principalsTotal !== null).some((one) => one.principals.failed > 0);
      expect(coverage(all) === 100).toBe(isWhole && !failed);
      expect(coverage(all)).toBeLessThanOrEqual(100);
    }),
  );
});

const whole = { principals: { exported: 10, failed: 0, deleted: 3 }, status: 'exported', lists: true };
const unlisted = { principals: { exported: 0, failed: 0, deleted: 0 }, status: 'failed', lists: false };

test('an account that was not listed counts as the mean of those that were, and as one principal at least', () => {
  const empty = { ...whole, principals: { exported: 0, failed: 0, deleted: 0 } };
  expect(coverage([whole, unlisted].map(recordOf))).toBe(50);
  expect(coverage([whole, ...Array(499).fill(unlisted)].map(recordOf))).toBe(0.2);
  expect(coverage([empty, unlisted].map(recordOf))).toBe(0);
});

test('where no account was listed nothing is covered, whatever was kept of them', () => {
  const kept = { ...unlisted, principals: { exported: 88, failed: 0, deleted: 0 } };
  expect(() => checkCoverage([recordOf(kept)], 50)).toThrow(/below "50" per cent: 0\.00 per cent/);
});

test('what falls short of the least coverage is not rounded up to it', () => {
  const almost = { ...whole, principals: { exported: 99_999, failed: 1, deleted: 0 } };
  expect(() => checkCoverage([recordOf(almost)], 100)).toThrow(/below "100" per cent: 99\.99 per cent/);
});

test('the least coverage is kept: at or above it is published, below it is not', () => {
  const one = recordOf({ principals: { exported: 9, failed: 1, deleted: 5 }, status: 'exported', lists: true });
  expect(() => checkCoverage([one], 90)).not.toThrow();
  expect(() => checkCoverage([one], 90.01)).toThrow(/90\.00 per cent .* 0 accounts and 1 principals failed/);
});

const nobody = { exported: 0, failed: 0, deleted: 0 };

test.each([
  ['no account could be listed', [unlisted]],
  ['an account was empty, another failed', [{ ...whole, principals: nobody }, unlisted]],
  ['principals were listed, and each failed', [{ ...whole, principals: { ...nobody, failed: 2 } }]],
  ['principals were listed, and each was deleted', [{ ...whole, principals: { ...nobody, deleted: 2 } }]],
])('nothing is published where %s, whatever the least coverage', (_, given) => {
  expect(() => checkCoverage(given.map(recordOf), 0)).toThrow(/no principal of \d accounts could be measured/);
});

test('an account that holds nobody is published', () => {
  expect(() => checkCoverage([recordOf({ ...whole, principals: nobody })], 100)).not.toThrow();
});
