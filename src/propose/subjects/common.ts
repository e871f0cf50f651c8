/** What subjects of every kind share. */
import { isReadable, readPolicy } from '../../policy/document.js';
import { type JsonNode, readJson } from '../../policy/json.js';
import { type Kept, whyKept } from './exceptions.js';
import { type Holdings, holdingsOf } from './holders.js';
import type { Account, Principal, Snapshot } from './snapshot.js';
import type { BlockerCode, Gap, Refusal, Subject } from './subject.js';

export interface Common {
  readonly snapshot: Snapshot;
  readonly holdings: Holdings;
  readonly accounts: ReadonlyMap<string, Account>;
  /** `account policy-ARN` of every boundary of a listed principal. */
  readonly boundaries: ReadonlySet<string>;
  readonly exceptions: Kept;
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

/** The first of some who keeps all that it has, and why; undefined: none does. */
export function keptOf(holders: readonly Principal[], { exceptions }: Pick<Common, 'exceptions'>): string | undefined {
  for (const holder of holders) {
    const why = whyKept(exceptions, holder);
    if (why !== undefined) return `${holder.arn} ${why}`;
  }
  return undefined;
}

/** Holders of which nothing is known, or of which a use may be hidden. */
export function gapsOfHolders(holders: readonly Principal[]): Gap[] {
  return holders.flatMap((one) => [
    ...gapsOfAny(one),
    ...(one.isMeasured && one.isYoung ? [gapOf('young_holder', one)] : []),
  ]);
}

/** Young roles of a permission set count for neither side, unless there are no others. */
export function gapsOfRoles(name: string, roles: readonly Principal[]): Gap[] {
  const measured = roles.filter(({ isMeasured }) => isMeasured);
  const isSetYoung = measured.length > 0 && measured.every(({ isYoung }) => isYoung);
  return [...roles.flatMap(gapsOfAny), ...(isSetYoung ? [{ code: 'young_set' as const, subject: name }] : [])];
}

function gapsOfAny(one: Principal): Gap[] {
  if (!one.isMeasured) return [gapOf('holder_not_measured', one)];
  return [
    ...(one.blindRegions === null ? [] : [gapOf('blind_holder', one, ` in ${one.blindRegions}`)]),
    ...(one.hasUnlistedUse ? [gapOf('unlisted_use', one)] : []),
  ];
}

/** `more`: what is said besides. */
function gapOf(code: BlockerCode, { arn }: Principal, more = ''): Gap {
  return { code, subject: `${arn}${more}`, holderArn: arn };
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

/** Why nothing is proposed; null: nothing speaks against it. */
export type Refused = Pick<Subject, 'refusal' | 'refusalDetail'>;

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
