import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Closing } from '../../src/snapshot/closing.js';
import { checkCoverage, coverage } from '../../src/snapshot/coverage.js';

const counts = fc.record({ exported: fc.nat(500), failed: fc.nat(500), deleted: fc.nat(500) });
const closings = fc.array(
  fc.record({ principals: counts, status: fc.constantFrom('exported', 'failed'), lists: fc.boolean() }),
  {
    minLength: 1,
  },
);

function closingOf(one: { principals: Closing['principals']; status: string; lists: boolean }): Closing {
  const { exported, failed, deleted } = one.principals;
  const total = one.lists ? exported + failed + deleted : null;
  return { ...one, accountId: '1', principalsTotal: total, errorCode: null, errorMessage: null } as unknown as Closing;
}

test('coverage is 100 only where every account was exported and no principal failed', () => {
  fc.assert(
    fc.property(closings, (given) => {
      const all = given.map(closingOf);
      const isWhole = all.every(({ status }) => status === 'exported');
      const failed = all.filter((one) => one.principalsTotal !== null).some((one) => one.principals.failed > 0);
      expect(coverage(all) === 100).toBe(isWhole && !failed);
      expect(coverage(all)).toBeLessThanOrEqual(100);
    }),
  );
});

test('the least coverage is kept: at or above it is published, below it is not', () => {
  const one = closingOf({ principals: { exported: 9, failed: 1, deleted: 5 }, status: 'exported', lists: true });
  expect(() => checkCoverage([one], 90)).not.toThrow();
  expect(() => checkCoverage([one], 90.01)).toThrow(/90\.00 per cent .* 0 accounts and 1 principals failed/);
});

test('nothing measured at all is never published, whatever the least coverage', () => {
  const denied = closingOf({ principals: { exported: 0, failed: 0, deleted: 0 }, status: 'failed', lists: false });
  expect(() => checkCoverage([denied], 0)).toThrow(/none of 1 accounts/);
});
