import { expect, test } from 'vitest';
import { collect, memberOf, opened, simulated } from '../organization/simulated.js';

test('every document of an account is written as redaction leaves it', () =>
  simulated({ accounts: 2, principalsPerAccount: 10, jobMs: [1, 3] }, (simulation) =>
    opened(async (open) => {
      const { reports, outcome } = await collect({ ...open, redact: () => 'redacted' }, memberOf(simulation));
      const documents = [
        reports.flatMap(({ principal }) => principal.assume_role_policy_document ?? []),
        outcome.policies.map(({ document }) => document),
        outcome.inlinePolicies.map(({ document }) => document),
      ];
      for (const of of documents) {
        expect(of.length).toBeGreaterThan(0);
        expect(new Set(of)).toEqual(new Set(['redacted']));
      }
    }),
  ));
