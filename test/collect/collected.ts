/** One account collected to its end, as rows. */
import { type CollectOptions, collectAccount } from '../../src/collect/account.js';
import type { Account } from '../../src/model/account.js';
import { silent } from '../../src/model/progress.js';
import type { AccountOutcome } from '../../src/model/report.js';
import type { PrincipalRow } from '../../src/model/tables.js';
import type { AccountSession } from '../../src/organization/session.js';
import { fastEffects } from '../law/fast-effects.js';
import { recordsOf } from '../tables/records.js';

export interface MeasuredPrincipal {
  readonly principal: PrincipalRow;
  readonly services: readonly Record<string, unknown>[];
  readonly actions: readonly Record<string, unknown>[];
}

export interface Collected {
  readonly measured: readonly MeasuredPrincipal[];
  readonly outcome: AccountOutcome;
}

const ACCOUNT: Account = {
  id: '123456789012',
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

export async function collected(session: AccountSession, more: Partial<CollectOptions> = {}): Promise<Collected> {
  const options = { known: new Map(), jobTimeoutMs: 10_000_000, progress: silent, ...more };
  const reports = collectAccount(ACCOUNT, session, options, fastEffects(1000));
  const measured: MeasuredPrincipal[] = [];
  for (;;) {
    const next = await reports.next();
    if (next.done) return { measured, outcome: next.value };
    const { principal, services, actions } = next.value;
    measured.push({ principal, services: recordsOf(services), actions: recordsOf(actions) });
  }
}
