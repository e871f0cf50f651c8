/** One account collected on a virtual clock, and what it cost. */
import { collectAccount } from '../../src/collect/account.js';
import type { Account } from '../../src/model/account.js';
import { silent } from '../../src/model/progress.js';
import type { AccountOutcome } from '../../src/model/report.js';
import { VirtualClock } from '../aws/virtual-clock.js';
import { type VirtualAccount, VirtualIam } from './virtual-iam.js';

const ACCOUNT: Account = {
  id: '111122223333',
  name: null,
  state: null,
  isManagementAccount: null,
  joinedAt: null,
  ouId: null,
  ouPath: null,
  ouPathNames: null,
  email: null,
  tags: null,
};

export interface Paced {
  readonly measured: number;
  readonly outcome: AccountOutcome;
  /** Calls that IAM saw, and those of them that it throttled. */
  readonly calls: number;
  readonly throttled: number;
  readonly seconds: number;
  /** All calls at the rate of the bucket, and the longest that the last job may take. */
  readonly leastSeconds: number;
}

export async function paced(account: VirtualAccount): Promise<Paced> {
  const clock = new VirtualClock();
  const iam = new VirtualIam(clock, account);
  const options = { known: new Map(), jobTimeoutMs: 300_000, progress: silent };
  const reports = collectAccount(ACCOUNT, iam.session(), options, clock);
  let measured = 0;
  const drain = async (): Promise<AccountOutcome> => {
    for (;;) {
      const next = await reports.next();
      if (next.done) return next.value;
      measured += 1;
    }
  };
  const outcome = await clock.run(drain());
  const { calls, throttled } = iam;
  const leastSeconds = calls / account.rate + account.jobMs[1] / 1000;
  return { measured, outcome, calls, throttled, seconds: clock.monotonic() / 1000, leastSeconds };
}
