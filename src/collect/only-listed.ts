import type { Account } from '../model/account.js';
import type { AccountReports } from '../model/report.js';
import type { Source } from './source.js';

/**
 * A source that enters the accounts of its own listing alone. A plan may name others: those that left the organization
 * since, and those that somebody wrote into it, to be given the external id.
 */
export function onlyListed(source: Source): Source {
  const listed = new Set(source.organization.accounts.map(({ id }) => id));
  return {
    ...source,
    reports: (account, options) => (listed.has(account.id) ? source.reports(account, options) : notListed(account)),
  };
}

async function* notListed({ id }: Account): AccountReports {
  yield* [];
  return {
    status: 'failed',
    errorCode: 'AccountNotListed',
    errorMessage: `Account ${id} is in the plan but is no longer listed in the organization: it was not entered.`,
    principalsTotal: null,
    unmeasured: [],
    retracted: [],
    groups: [],
    policies: [],
    policyVersions: [],
    inlinePolicies: [],
    mayPass: false,
    refused: [],
    calls: { total: 0, throttled: 0 },
  };
}
