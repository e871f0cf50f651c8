/** The pace on the simulated organization, over real sockets: calls and throttling; time is the virtual clock's matter. */
import { expect, test } from 'vitest';
import { collect, memberOf, opened, simulated } from '../organization/simulated.js';

test.each([50, 100])('150 principals on a bucket of %i/s', (rate) => {
  const limits = { rate, burst: 2 * rate };
  const account = { accounts: 2, principalsPerAccount: 150, administratorShare: 0, specialCases: false } as const;
  return simulated({ ...account, jobMs: [300, 2000], limits }, async (simulation) => {
    const accountId = memberOf(simulation);
    await opened(async (open) => {
      const { reports, outcome } = await collect(open, accountId);
      expect(outcome.status).toBe('exported');
      expect(reports.length).toBeGreaterThanOrEqual(150);
      const seen = simulation.calls
        .rows()
        .filter((row) => row.accountId === accountId && row.action.startsWith('iam:'));
      expect(outcome.calls.total).toBe(seen.reduce((sum, { total }) => sum + total, 0));
      expect(outcome.calls.throttled).toBe(seen.reduce((sum, { throttled }) => sum + throttled, 0));
      expect(outcome.calls.total / reports.length).toBeLessThanOrEqual(2.15);
      expect(outcome.calls.throttled / outcome.calls.total).toBeLessThanOrEqual(0.02);
    });
  });
});
