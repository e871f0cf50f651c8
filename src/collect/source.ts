import { Caller } from '../aws/caller.js';
import { ACCOUNT_SOURCES } from '../evidence/sources.js';
import type { Account, Organization, PlannedAccount } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import { type AccountReports, type ApiCalls, addCalls } from '../model/report.js';
import type { Scope } from '../model/scope.js';
import type { Access } from '../organization/access.js';
import type { TaggedAccounts } from '../organization/account-tags.js';
import { type OpenCalls, openOrganization } from '../organization/open.js';
import { applyScope } from '../organization/scope.js';
import { type CollectOptions, collectAccount } from './account.js';
import { withSources } from './beside.js';
import { serviceExtractor } from './page/scan/extract.js';
import { isAnswering } from './probe.js';

export interface ReportsOptions extends CollectOptions {
  /** Names of the sources to ask beside the reports; default: none. */
  readonly sources?: readonly string[];
}

/** Where accounts and their reports come from: AWS. */
export interface Source {
  readonly organization: Organization;
  accounts(scope: Scope): readonly PlannedAccount[];
  /** The accounts with their tags, and what to tell of those that could not be read. */
  tagged(accounts: readonly PlannedAccount[], signal: AbortSignal, progress?: Progress): Promise<TaggedAccounts>;
  reports(account: Account, options: ReportsOptions): AccountReports;
  /** Whether AWS answers who enters the account and asks IAM there, be it with a refusal; both are tried once. */
  isAnswering(account: Account, signal: AbortSignal | undefined): Promise<boolean>;
  /** How far AWS's clock is ahead of this machine's, ms. */
  readonly clockOffsetMs: number;
  /** Calls beside those that the outcomes of the accounts count. */
  calls(): ApiCalls;
  close(): void;
}

/** AWS as it is, with the code of sources that are asked in accounts; `callMs` is how long one call may take with its whole answer, default 60 s. */
export async function openSource(
  access: Access,
  effects: Effects,
  calls: OpenCalls = {},
  accountSources = ACCOUNT_SOURCES,
): Promise<Source> {
  const opened = await openOrganization(access, effects, calls);
  const extract = serviceExtractor();
  const probing = new Caller({ callMs: calls.callMs }, effects);
  return {
    organization: opened.organization,
    accounts: (scope) => applyScope(opened.organization, scope),
    tagged: opened.tagged,
    reports: (account, options) => {
      const sources = accountSources.filter(({ name }) => options.sources?.includes(name));
      const names = sources.map(({ name }) => name);
      const calling = { signal: options.signal, watch: options.callerWatch, sources: names };
      const session = opened.sessionOf(account, calling);
      const own = { ...options, callMs: calls.callMs };
      const reports = collectAccount(account, session, { ...own, redact: opened.redact, extract }, effects);
      if (sources.length === 0) return reports;
      const { partition } = opened.organization;
      return withSources(reports, { account, session }, { ...own, sources, partition }, effects);
    },
    isAnswering: (account, signal) => {
      const once = { signal, isOnce: true };
      return isAnswering(account, opened.sessionOf(account, once), { ...once, caller: probing }, effects);
    },
    clockOffsetMs: opened.clockOffsetMs,
    calls: () => addCalls(opened.calls(), probing.calls),
    close: opened.close,
  };
}
