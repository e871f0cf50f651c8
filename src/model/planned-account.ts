import type { Account } from './account.js';

/** An account of the organization and what the scope makes of it. */
export interface PlannedAccount {
  readonly account: Account;
  /** `skipped`: cannot be measured by its state; `excluded`: the filters left it out. */
  readonly decision: 'collect' | 'skipped' | 'excluded';
  /** Null when it is collected. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}
