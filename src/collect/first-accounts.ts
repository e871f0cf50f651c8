/** A run whose first accounts are all denied has one cause, which lies with the caller: it stops before the rest. */
import type { PlannedAccount } from '../model/account.js';
import { UserError } from '../model/errors.js';
import type { Access } from '../organization/access.js';

const MOST = 20;
const DENIALS: ReadonlySet<string | null> = new Set(['AccessDenied', 'DeniedByServiceControlPolicy']);

/** How an attempt at an account ended. */
export interface Ended {
  readonly accountId: string;
  readonly status: 'exported' | 'failed';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly principals: { readonly exported: number };
}

export interface FirstAccounts {
  /** All accounts; 20 of them, taken evenly over the whole list, before the rest. */
  readonly ordered: readonly PlannedAccount[];
  /** Fails with a UserError once those 20 (all, where there are fewer) were denied and none of all was entered. */
  ended(account: Ended): void;
}

/** The caller's own account is not looked at: its own credentials enter it where the role does not. */
export function lookAtFirst(
  planned: readonly PlannedAccount[],
  access: Access,
  callerAccountId: string,
): FirstAccounts {
  const isOwn = (id: string): boolean => access.roleName !== null && id === callerAccountId;
  const others = planned.filter(({ account }) => !isOwn(account.id));
  const first = new Set(evenly(others, MOST));
  const waiting = new Set([...first].map(({ account }) => account.id));
  let isEntered = waiting.size === 0;
  return {
    ordered: [...first, ...planned.filter((account) => !first.has(account))],
    ended: (account) => {
      if (isOwn(account.accountId)) return;
      isEntered ||= !isDenied(account);
      waiting.delete(account.accountId);
      if (!isEntered && waiting.size === 0) throw allDenied(first.size, others.length, access, account);
    },
  };
}

function isDenied({ status, errorCode, principals }: Ended): boolean {
  return status === 'failed' && DENIALS.has(errorCode) && principals.exported === 0;
}

function evenly<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return items.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

function allDenied(looked: number, of: number, { roleName, externalId }: Access, last: Ended): UserError {
  const which = looked === of ? `all ${of} accounts` : `all of the first ${looked} of ${of} accounts`;
  const cause =
    roleName !== null && externalId === undefined
      ? ' No external ID was given, and the role of deploy/member-role.yaml asks for one: set ACCESS_LAKE_EXTERNAL_ID.'
      : '';
  return new UserError(`Cannot export: ${which} denied access. Nothing is committed.`, {
    hint: `${last.errorMessage}${cause} Then run the same command again; --keep-going continues without asking.`,
  });
}
