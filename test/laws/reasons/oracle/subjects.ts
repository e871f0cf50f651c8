/** Who holds the rights of a subject now, and who held them in a run. */
import { SUBJECTS } from '../../../../src/model/judgement/subjects.js';
import { documentsOf } from './documents.js';
import { folded, type History, type Sighting, textOf } from './history.js';
import type { Account, Snapshot } from './snapshot.js';

export type Subject =
  | { readonly kind: 'principal'; readonly accountId: string; readonly principalId: string }
  | { readonly kind: 'managed_policy'; readonly accountId: string; readonly arn: string }
  | { readonly kind: 'inline_policy'; readonly accountId: string; readonly arn: string; readonly name: string }
  | { readonly kind: 'group_policy'; readonly accountId: string; readonly arn: string; readonly name: string }
  | { readonly kind: 'permission_set'; readonly name: string }
  | { readonly kind: 'role_name'; readonly name: string }
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'ou'; readonly ouId: string }
  | { readonly kind: 'organization' };

export interface Holders {
  readonly now: readonly Sighting[];
  /** Those of them whose uses count. */
  readonly users: readonly Sighting[];
  /**
   * Principals as runs saw them holding it, who hold it no more or whose grant is gone: with the uses that these runs saw.
   * Of a principal that still holds it, too, for its grant may be gone.
   */
  readonly earlier: readonly Sighting[];
}

/** `exempted`: names or ARNs that an SCP's exemption names: what they use is no reason, and nothing else of them is spared. */
export function holdersOf(history: History, snapshot: Snapshot, subject: Subject, exempted: Matcher): Holders {
  const holds = (sighting: Sighting): boolean => isHolder(history, snapshot, subject, sighting);
  const counts = (sighting: Sighting): boolean => !(SUBJECTS[subject.kind].isBoundByScps && exempted(sighting));
  const now = snapshot.principals.filter(holds);
  return { now, users: now.filter(counts), earlier: history.sightings.filter(holds).filter(counts) };
}

export type Matcher = (principal: Sighting) => boolean;

function isHolder(history: History, snapshot: Snapshot, subject: Subject, sighting: Sighting): boolean {
  const isOfRole = sighting.row.principal_type === 'role';
  switch (subject.kind) {
    case 'principal':
      return sighting.accountId === subject.accountId && sighting.principalId === subject.principalId;
    case 'managed_policy':
      return sighting.accountId === subject.accountId && holdsDocument(history, sighting, subject.arn, null);
    case 'inline_policy':
    case 'group_policy':
      return sighting.accountId === subject.accountId && holdsDocument(history, sighting, subject.arn, subject.name);
    case 'permission_set':
      return isSame(textOf(sighting.row, 'permission_set_name'), subject.name);
    case 'role_name':
      return isOfRole && isSame(textOf(sighting.row, 'principal_name'), subject.name);
    default:
      return isBoundIn(snapshot, subject, sighting);
  }
}

function holdsDocument(history: History, sighting: Sighting, arn: string, name: string | null): boolean {
  return documentsOf(history, sighting).some((document) => document.ownerArn === arn && document.name === name);
}

/** Names of IAM and Identity Center are compared without case; of a role without its path, so that more roles count. */
function isSame(name: string | null, asked: string): boolean {
  return name !== null && folded(name) === folded(asked);
}

/** By where the account is on the date: a policy of an OU binds who is in it now. */
function isBoundIn(snapshot: Snapshot, subject: Subject, { accountId, row }: Sighting): boolean {
  const account = snapshot.accounts.get(accountId);
  return account !== undefined && row.is_service_linked !== true && isBelow(account, subject);
}

/**
 * Whether a policy of the subject binds the account: never the management account, which need not be measured either; one
 * that is not known to be it is bound. An account without a known OU may be in any.
 */
function isBelow(account: Account, subject: Subject): boolean {
  if (account.isManagement) return false;
  if (subject.kind === 'ou') return account.path === null || account.path.includes(subject.ouId);
  return subject.kind === 'account' ? account.id === subject.accountId : subject.kind === 'organization';
}

/** Accounts that must be measured and were not, nor are closed. One that the snapshot does not name was not measured. */
export function unmeasuredAccounts(snapshot: Snapshot, subject: Subject): readonly string[] {
  const open = [...snapshot.accounts.values()].filter(({ isClosed }) => !isClosed);
  const unmeasured = (accounts: readonly Account[]): string[] =>
    accounts.filter(({ isMeasured }) => !isMeasured).map(({ id }) => id);
  switch (SUBJECTS[subject.kind].scope) {
    case 'itself':
      return [];
    case 'every open account':
      return unmeasured(open);
    case 'its account': {
      const { accountId } = subject as { accountId: string };
      return snapshot.accounts.get(accountId)?.isMeasured ? [] : [accountId];
    }
    case 'every open account below': {
      const isMissing = subject.kind === 'account' && !snapshot.accounts.has(subject.accountId);
      return isMissing ? [subject.accountId] : unmeasured(open.filter((account) => isBelow(account, subject)));
    }
  }
}
