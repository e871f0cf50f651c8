/** What the staging holds of a plan. */

import { prefetch } from '../../async/prefetch.js';
import type { Account } from '../../model/account.js';
import type { Effects } from '../../model/effects.js';
import { type ApiCalls, addCalls } from '../../model/report.js';
import type { Store } from '../../store/store.js';
import { type AccountRecord, countingRecord, putAccountRecord, readFolder } from '../account-record.js';
import { accountsToCollect, type Plan } from '../plan/plan.js';
import { reusableParts } from '../stage/reusable-parts.js';
import type { Collected } from './staged-parts.js';

const FOLDERS_AHEAD = 16;

export interface StagedState extends Collected {
  /** Accounts that no attempt has closed. */
  readonly open: readonly Account[];
  /** Of all attempts at all accounts. */
  readonly calls: ApiCalls;
}

/** The record that counts of each account of the plan. */
export async function readCollected(store: Store, plan: Plan): Promise<StagedState> {
  const records = new Map<string, AccountRecord>();
  const open: Account[] = [];
  let calls: ApiCalls = { total: 0, throttled: 0 };
  const folders = prefetch(accountsToCollect(plan), FOLDERS_AHEAD, async ({ account }) => {
    return { account, folder: await readFolder(store, plan.planId, account.id) };
  });
  for await (const { account, folder } of folders) {
    const record = countingRecord(folder.records);
    if (record === undefined) open.push(account);
    else records.set(account.id, record);
    for (const attempt of folder.records) calls = addCalls(calls, attempt.calls);
  }
  return { plan, records, open, calls };
}

/** Closes an account that nobody has ended, as failed: what was measured stays, what is in it beside is not known. */
export async function closeOpenAccount(store: Store, plan: Plan, account: Account, effects: Effects): Promise<void> {
  const { lastAttempt, partKeys } = await readFolder(store, plan.planId, account.id);
  const reusable = await reusableParts(store, partKeys, undefined);
  const now = effects.now();
  const record: AccountRecord = {
    accountId: account.id,
    status: 'failed',
    errorCode: 'NotCollected',
    errorMessage: `Account ${account.id} was not fully collected when the plan was published`,
    principalsTotal: null,
    principals: { exported: reusable.measured.size, failed: 0, deleted: 0 },
    gaps: [],
    tables: [],
    parts: reusable.parts,
    calls: { total: 0, throttled: 0 },
    startedAt: now,
    finishedAt: now,
  };
  await putAccountRecord(store, plan.planId, record, lastAttempt + 1);
}
