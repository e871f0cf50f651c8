import { Caller } from '../aws/caller.js';
import type { Account, Organization, PlannedAccount } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import { type AccountReports, type ApiCalls, addCalls } from '../model/report.js';
import type { Scope } from '../model/scope.js';
import type { Access } from '../organization/access.js';
import type { TaggedAccounts } from '../organization/account-tags.js';
import { type OpenCalls, openOrganization } from '../organization/open.js';
import { applyScope } from '../organization/scope.js';
import { collectAccount } from './account.js';
import { serviceExtractor } from './page/scan/extract.js';
import { isAnswering } from './probe.js';

/** Where accounts and their reports come from: AWS. */
export interface Source {
  readonly organization: Organization;
  accounts(scope: Scope): readonly PlannedAccount[];
  /** The accounts with their tags, and what to tell of those that could not be read. */
  tagged(accounts: readonly PlannedAccount[], signal: AbortSignal, progress?: Progress): Promise<TaggedAccounts>;
  reports(account: Account, options: Parameters<typeof collectAccount>[2]): AccountReports;
  /** Whether AWS answers who enters the account and asks IAM there, be it with a refusal; both are tried once. */
  isAnswering(account: Account, signal: AbortSignal | undefined): Promise<boolean>;
  /** How far AWS's clock is ahead of this machine's, ms. */
  readonly clockOffsetMs: number;
  /** Calls beside those that the outcomes of the accounts count. */
  calls(): ApiCalls;
  close(): void;
}

/** AWS as it is; `callMs` is how long one call may take with its whole answer, default 60 s. */
export async function openSource(access: Access, effects: Effects, calls: OpenCalls = {}): Promise<Source> {
  const opened = await openOrganization(access, effects, calls);
  const extract = serviceExtractor();
  const probing = new Caller({ callMs: calls.callMs }, effects);
  return {
    organization: opened.organization,
    accounts: (scope) => applyScope(opened.organization, scope),
    tagged: opened.tagged,
    reports: (account, options) =>
      collectAccount(
        account,
        opened.sessionOf(account, { signal: options.signal, watch: options.callerWatch }),
        { ...options, callMs: calls.callMs, redact: opened.redact, extract },
        effects,
      ),
    isAnswering: (account, signal) => {
      const once = { signal, isOnce: true };
      return isAnswering(account, opened.sessionOf(account, once), { ...once, caller: probing }, effects);
    },
    clockOffsetMs: opened.clockOffsetMs,
    calls: () => addCalls(opened.calls(), probing.calls),
    close: opened.close,
  };
}
