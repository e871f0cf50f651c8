import type { Account } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import type { AccountReports } from '../model/report.js';
import type { AccountSession } from '../organization/session.js';

export interface CollectOptions {
  /** Ids of principals that earlier parts hold: listed and counted, not measured again. */
  readonly known: ReadonlySet<string>;
  /** How long one job may take, ms. */
  readonly jobTimeoutMs: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** The reports of one account, each as soon as it is whole; see {@link AccountReports}. */
// biome-ignore lint/correctness/useYield: the body follows
export async function* collectAccount(
  account: Account,
  session: AccountSession,
  options: CollectOptions,
  effects: Effects = systemEffects,
): AccountReports {
  throw new Error(`not yet ${account.id} ${session} ${options} ${effects}`);
}
