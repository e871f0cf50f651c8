/** Whether enough was measured to be published. */
import { UserError } from '../../model/errors.js';
import type { AccountRecord } from '../account-record.js';

/** What of an account bears on coverage. */
export type Measured = Pick<AccountRecord, 'status' | 'principalsTotal' | 'principals'>;

/**
 * Per cent of the principals asked for that were exported; deleted ones were not there to be measured. An account
 * that was not listed counts as the mean of those that were, and as one principal at least; where none was listed
 * it is 0. With a failed account it is never 100.
 */
export function coverage(records: readonly Measured[]): number {
  const listed = records.filter((record) => record.principalsTotal !== null);
  if (listed.length === 0) return 0;
  const exported = listed.reduce((sum, record) => sum + record.principals.exported, 0);
  const known = listed.reduce((sum, record) => sum + record.principals.failed, exported);
  const asked = known + (records.length - listed.length) * Math.max(1, known / listed.length);
  const percent = asked === 0 ? 100 : (100 * exported) / asked;
  return records.some((record) => record.status === 'failed') ? Math.min(percent, 99.99) : percent;
}

/**
 * Fails with a UserError where something was asked for and no principal measured, or less than `minCoverage` per
 * cent. Accounts that hold nobody can be published.
 */
export function checkCoverage(records: readonly AccountRecord[], minCoverage: number): void {
  const isMeasured = records.some((record) => record.principals.exported > 0);
  const isAsked = records.some(({ status, principalsTotal }) => status === 'failed' || principalsTotal !== 0);
  if (isAsked && !isMeasured) throw nothingMeasured(records);
  const reached = coverage(records);
  if (reached >= minCoverage) return;
  const failed = records.filter((record) => record.status === 'failed').length;
  const unmeasured = records.reduce((sum, record) => sum + record.principals.failed, 0);
  throw new UserError(
    `Cannot publish below "${minCoverage}" per cent: ${(Math.floor(reached * 100) / 100).toFixed(2)} per cent of the principals were measured; ` +
      `${failed} accounts and ${unmeasured} principals failed.`,
    { hint: 'Run the same command again within 12 hours: failures are tried again, and what was measured is kept.' },
  );
}

function nothingMeasured(records: readonly AccountRecord[]): UserError {
  const first = records.find(({ status }) => status === 'failed') ?? records.find(({ gaps }) => gaps.length > 0);
  const reason = first?.errorMessage ?? first?.errorCode ?? first?.gaps[0]?.errorMessage ?? 'no reason was given';
  return new UserError(`Cannot publish a snapshot: no principal of ${records.length} accounts could be measured.`, {
    hint: first === undefined ? reason : `Account ${first.accountId}: ${reason}`,
  });
}
