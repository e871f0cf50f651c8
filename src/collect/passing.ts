/** What a further attempt at an account may measure, and what it need not ask for. */
import { kindOf } from '../aws/failure.js';
import type { AccountOutcome } from '../model/report.js';
import type { PrincipalRow } from '../model/tables.js';
import { AccessError } from '../organization/access-error.js';
import { JobFailed } from './job/job.js';

/** Whether what failed may go better a little later: trouble of network and service does, a refusal does not. */
export function mayPass(error: unknown): boolean {
  if (error instanceof JobFailed) return true;
  if (!(error instanceof AccessError)) return !['denied', 'refused'].includes(kindOf(error));
  return error.code === 'ListingIncomplete' || (error.cause !== undefined && mayPass(error.cause));
}

/** What the attempt before says of the principals of this one. */
export class Earlier {
  /** Refused then, by id. */
  private readonly refused: ReadonlyMap<string, PrincipalRow>;
  private readonly timedOut: ReadonlySet<string>;

  constructor(outcome: AccountOutcome | undefined) {
    const { refused = [], unmeasured = [] } = outcome ?? {};
    this.refused = new Map(refused.map((row) => [row.principal_id, row]));
    const slow = unmeasured.filter(({ error_code }) => error_code === 'JobTimedOut');
    this.timedOut = new Set(slow.map(({ principal_id }) => principal_id));
  }

  isRefused({ principal_id }: PrincipalRow): boolean {
    return this.refused.has(principal_id);
  }

  /** The rows of listed principals that were refused, as they are listed now. */
  refusedAmong(listed: readonly PrincipalRow[]): PrincipalRow[] {
    return listed.flatMap((row) => {
      const before = this.refused.get(row.principal_id);
      if (before === undefined) return [];
      return [{ ...row, error_code: before.error_code, error_message: before.error_message }];
    });
  }

  /** Whether a further attempt may measure this one: a job that timed out is generated once more only. */
  mayPass({ principal_id }: PrincipalRow, error: unknown): boolean {
    if (error instanceof JobFailed && error.code === 'JobTimedOut') return !this.timedOut.has(principal_id);
    return mayPass(error);
  }
}
