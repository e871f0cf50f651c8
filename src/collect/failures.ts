/** What could not be measured in one account, and when it is the account itself that fails. */

import { kindOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import type { PrincipalRow } from '../model/tables.js';
import { AccessError, reportsDenied } from '../organization/access-error.js';
import { JobFailed, PrincipalGone } from './job/job.js';
import type { Sessions } from './sessions.js';

export interface Unmeasured {
  readonly row: PrincipalRow;
  readonly error: unknown;
}

/** So many failures of access or network one after another mean the account, not its principals. */
const mostInARow = 20;

export class FailureTracker {
  /** Their ARN was not there any more: deleted or renamed. */
  readonly gone: Unmeasured[] = [];
  readonly failed: Unmeasured[] = [];
  private readonly account: Account;
  private readonly sessions: Sessions;
  private inARow = 0;
  private ended: AccessError | undefined;

  constructor(account: Account, sessions: Sessions) {
    this.account = account;
    this.sessions = sessions;
  }

  /** Why no further principal of the account is tried; undefined while there is hope. */
  get end(): AccessError | undefined {
    return this.ended;
  }

  endWith(error: AccessError): void {
    this.ended ??= error;
  }

  success(): void {
    this.inARow = 0;
  }

  add(row: PrincipalRow, error: unknown): void {
    if (error instanceof PrincipalGone) {
      this.gone.push({ row, error });
      return;
    }
    this.failed.push({ row, error });
    if (error instanceof JobFailed || error === this.ended) return;
    this.inARow += 1;
    if (error instanceof AccessError) this.endWith(error);
    else if (this.inARow >= mostInARow) this.endWith(reportsDenied(this.account, this.sessions.actor, error));
  }

  /** The account is denied as a whole where every report was; `measured`: by earlier attempts too. */
  allDenied(measured: number): AccessError | undefined {
    const last = this.failed.at(-1);
    if (measured > 0 || last === undefined) return undefined;
    const denied = this.failed.every(({ error }) => kindOf(error) === 'denied');
    return denied ? reportsDenied(this.account, this.sessions.actor, last.error) : undefined;
  }
}
