/** What the staging holds of a plan. */

import { prefetch } from '../../async/prefetch.js';
import type { Account } from '../../model/account.js';
import type { Effects } from '../../model/effects.js';
import type { ApiCalls } from '../../model/report.js';
import type { Store } from '../../store/store.js';
import { type Closing, countingClosing, putClosing, readFolder } from '../account-record.js';
import { accountsToCollect, type Plan } from '../plan.js';
import { keepParts } from '../stage/reusable-parts.js';
import type { Collected } from './table-source.js';

const FOLDERS_AHEAD = 16;

export interface StagedState extends Collected {
  /** Accounts that no attempt has closed. */
  readonly open: readonly Account[];
  /** Of all attempts at all accounts. */
  readonly calls: ApiCalls;
}

/** The closing that counts of each account of the plan. */
export async function readCollected(store: Store, plan: Plan): Promise<StagedState> {
  const closings = new Map<string, Closing>();
  const open: Account[] = [];
  let calls: ApiCalls = { total: 0, throttled: 0 };
  const folders = prefetch(accountsToCollect(plan), FOLDERS_AHEAD, async ({ account }) => {
    return { account, folder: await readFolder(store, plan.planId, account.id) };
  });
  for await (const { account, folder } of folders) {
    const closing = countingClosing(folder.closings);
    if (closing === undefined) open.push(account);
    else closings.set(account.id, closing);
    for (const attempt of folder.closings) calls = addCalls(calls, attempt.calls);
  }
  return { plan, closings, open, calls };
}

export function addCalls(a: ApiCalls, b: ApiCalls): ApiCalls {
  return { total: a.total + b.total, throttled: a.throttled + b.throttled };
}

/** Closes an account that nobody has ended, as failed: what was measured stays, what is in it beside is not known. */
export async function closeOpenAccount(store: Store, plan: Plan, account: Account, effects: Effects): Promise<void> {
  const { lastAttempt, partKeys } = await readFolder(store, plan.planId, account.id);
  const kept = await keepParts(store, partKeys, undefined);
  const now = effects.now();
  const closing: Closing = {
    accountId: account.id,
    status: 'failed',
    errorCode: 'NotCollected',
    errorMessage: `Account ${account.id} was not collected to its end when the plan was published`,
    principalsTotal: null,
    principals: { exported: kept.measured.size, failed: 0, deleted: 0 },
    gaps: [],
    parts: kept.parts,
    calls: { total: 0, throttled: 0 },
    startedAt: now,
    finishedAt: now,
  };
  await putClosing(store, plan.planId, closing, lastAttempt + 1);
}
