/** What subjects of every kind share. */
import { isReadable, readPolicy } from '../../policy/document.js';
import type { Exceptions } from '../../policy/except-file.js';
import { type JsonNode, readJson } from '../../policy/json.js';
import { type Holdings, holdingsOf } from './holders.js';
import type { Account, Principal, Snapshot } from './snapshot.js';
import type { Gap, Refusal } from './subject.js';

export interface Common {
  readonly snapshot: Snapshot;
  readonly holdings: Holdings;
  readonly accounts: ReadonlyMap<string, Account>;
  /** `account policy-ARN` of every boundary of a listed principal. */
  readonly boundaries: ReadonlySet<string>;
  readonly exceptions: Exceptions;
  readonly days: number;
  /** Whether each that has a policy of AWS attached gets a copy of its own. */
  readonly isPerHolder: boolean;
}

export function commonOf(snapshot: Snapshot, given: Pick<Common, 'exceptions' | 'days' | 'isPerHolder'>): Common {
  const { exceptions, days, isPerHolder } = given;
  const boundaries = snapshot.principals.map(({ accountId, boundaryArn }) => `${accountId} ${boundaryArn}`);
  return {
    snapshot,
    holdings: holdingsOf(snapshot),
    accounts: new Map(snapshot.accounts.map((account) => [account.id, account])),
    boundaries: new Set(boundaries),
    exceptions,
    days,
    isPerHolder,
  };
}

export function isYoung({ evidenceDays }: Principal, days: number): boolean {
  return evidenceDays !== null && evidenceDays < days;
}

/** Holders of a policy of which nothing, or too little, is known; young roles of a set are counted alone. */
export function gapsOfHolders(holders: readonly Principal[], days: number | null): Gap[] {
  return holders.flatMap((one): Gap[] => {
    if (!one.isMeasured) return [{ code: 'holder_not_measured', subject: one.arn }];
    return days !== null && isYoung(one, days) ? [{ code: 'young_holder', subject: one.arn }] : [];
  });
}

export function gapsOfAccount(accountId: string, { accounts }: Common): Gap[] {
  const account = accounts.get(accountId);
  return account && isGap(account) ? [{ code: 'account_not_measured', subject: accountId }] : [];
}

/** An account that could not be measured, and whose principals still act. */
export function isGap({ status, state }: Account): boolean {
  const isGone = state === 'SUSPENDED' || state === 'CLOSED';
  return (status === 'failed' || status === 'excluded') && !isGone;
}

/** What of the text alone forbids a proposal. */
export function refusalOfText(text: string | null): Refusal | null {
  if (text === null) return 'no_document';
  if (!isReadable(readPolicy(text))) return 'unreadable';
  return holdsRedacted(readJson(text)) ? 'redacted' : null;
}

/** Whether a whole string is what stands for a secret in a lake: such a text cannot be written back. */
function holdsRedacted(node: JsonNode): boolean {
  if (node.kind === 'string') return node.value === '***';
  if (node.kind === 'array') return node.items.some(holdsRedacted);
  return node.kind === 'object' && node.members.some(({ key, value }) => key.value === '***' || holdsRedacted(value));
}
