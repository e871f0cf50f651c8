/** What could not be measured in one account, and when it is the account itself that fails. */

import { kindOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import type { PrincipalRow } from '../model/tables.js';
import { AccessError, jobsTimedOut, reportsDenied } from '../organization/access-error.js';
import { JobFailed, PrincipalGone } from './job/job.js';
import type { Sessions } from './sessions.js';

export interface Unmeasured {
  readonly row: PrincipalRow;
  readonly error: unknown;
}

/** So many failures of access or network one after another mean the account, not its principals. */
const MOST_IN_A_ROW = 20;

/** So many windows of jobs that all timed out, none in between that did not, mean that no further one will end. */
const MOST_TIMED_OUT_WINDOWS = 2;

export class FailureTracker {
  /** Their ARN was not there any more: deleted or renamed. */
  readonly gone: Unmeasured[] = [];
  readonly failed: Unmeasured[] = [];
  private readonly account: Account;
  private readonly sessions: Sessions;
  /** How many jobs are under way at once. */
  private readonly jobsAtOnce: () => number;
  private inARow = 0;
  private timedOut = 0;
  private ended: AccessError | undefined;

  constructor(account: Account, sessions: Sessions, jobsAtOnce: () => number) {
    this.account = account;
    this.sessions = sessions;
    this.jobsAtOnce = jobsAtOnce;
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
    this.timedOut = 0;
  }

  add(row: PrincipalRow, error: unknown): void {
    if (error instanceof PrincipalGone) {
      this.gone.push({ row, error });
      return;
    }
    this.failed.push({ row, error });
    if (error === this.ended) return;
    if (error instanceof JobFailed) {
      this.addTimeOut(error);
      return;
    }
    this.inARow += 1;
    if (error instanceof AccessError) this.endWith(error);
    else if (this.inARow >= MOST_IN_A_ROW) this.endWith(reportsDenied(this.account, this.sessions.actor, error));
  }

  private addTimeOut(error: JobFailed): void {
    this.timedOut = error.code === 'JobTimedOut' ? this.timedOut + 1 : 0;
    if (this.timedOut >= MOST_TIMED_OUT_WINDOWS * this.jobsAtOnce()) this.endWith(jobsTimedOut(this.account, error));
  }

  /** The account is denied as a whole where every report was; `measured`: by earlier attempts too. */
  allDenied(measured: number): AccessError | undefined {
    const last = this.failed.at(-1);
    if (measured > 0 || last === undefined) return undefined;
    const denied = this.failed.every(({ error }) => kindOf(error) === 'denied');
    return denied ? reportsDenied(this.account, this.sessions.actor, last.error) : undefined;
  }
}
