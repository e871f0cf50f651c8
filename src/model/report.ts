/** What the collection of one account hands on. */
import type { Columns } from './columns.js';
import type { SourceResult } from './sources.js';
import type { GroupRow, InlinePolicyRow, PolicyRow, PolicyVersionRow, PrincipalRow } from './tables.js';

/**
 * All that one principal's report held: whole or absent, never a page of it.
 * `services` has the columns of service_last_accessed, `actions` those of action_last_accessed,
 * both without run_id, account_id and principal_arn, which are the same for every row.
 */
export interface PrincipalReport {
  readonly principal: PrincipalRow;
  readonly services: Columns;
  readonly actions: Columns;
}

/** What IAM's summary of an account says of its root user; null: it does not say. */
export interface RootFacts {
  readonly hasPassword: boolean | null;
  readonly hasAccessKeys: boolean | null;
  readonly hasMfa: boolean | null;
}

/** How the collection of one account ended. */
export interface AccountOutcome {
  readonly status: 'exported' | 'failed';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Principals of the listing; null when it did not complete. */
  readonly principalsTotal: number | null;
  /** Principals listed and not measured: failed or deleted, each with its reason. */
  readonly unmeasured: readonly PrincipalRow[];
  /**
   * Principals whose report was handed on and must not be published, as the failed rows that take its
   * place: their ARN belongs to another principal by now, and the report may be of that one.
   */
  readonly retracted: readonly PrincipalRow[];
  readonly groups: readonly GroupRow[];
  readonly policies: readonly PolicyRow[];
  readonly policyVersions: readonly PolicyVersionRow[];
  readonly inlinePolicies: readonly InlinePolicyRow[];
  /** Undefined: the account was not listed. */
  readonly root?: RootFacts;
  /** How the sources ended that were asked beside the reports; undefined: none was. */
  readonly sources?: readonly SourceResult[];
  readonly calls: ApiCalls;
  /** Whether a further attempt may measure what this one could not: trouble that may have passed by then. */
  readonly mayPass: boolean;
  /** Those of `unmeasured` that were refused, and need not be asked for by a further attempt. */
  readonly refused: readonly PrincipalRow[];
}

/** Calls as the service saw them: every attempt counts. */
export interface ApiCalls {
  readonly total: number;
  readonly throttled: number;
}

export function addCalls(a: ApiCalls, b: ApiCalls): ApiCalls {
  return { total: a.total + b.total, throttled: a.throttled + b.throttled };
}

/**
 * The reports of one account, each as soon as it is whole, and at the end the outcome.
 * It never throws for what went wrong at AWS: that is the outcome. It throws {@link Interrupted}
 * when its signal was aborted, and anything else is a bug.
 */
export type AccountReports = AsyncGenerator<PrincipalReport, AccountOutcome, void>;

/** The row of a principal that has no report: whatever a report would say is null. */
export function unmeasured(
  principal: PrincipalRow,
  reason: Pick<PrincipalRow, 'status' | 'error_code' | 'error_message'>,
): PrincipalRow {
  return {
    ...principal,
    ...reason,
    job_id: null,
    generated_at: null,
    services_granted: null,
    services_accessed: null,
    actions_tracked: null,
    actions_accessed: null,
  };
}

/** Of a principal whose ARN is, or was, another one's. */
export function recreated(principal: PrincipalRow, message: string): PrincipalRow {
  return unmeasured(principal, { status: 'failed', error_code: 'PrincipalRecreated', error_message: message });
}
