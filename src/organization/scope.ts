/** What a scope makes of the accounts of an organization. */
import type { Account, Organization, PlannedAccount } from '../model/account.js';
import { UserError } from '../model/errors.js';
import type { Scope } from '../model/scope.js';

/** States in which roles still work; null: the state is not known, so it is tried. */
const COLLECTABLE = ['ACTIVE', 'PENDING_CLOSURE', null];

/**
 * Every account with its decision, by ascending id. An OU stands for everything below it. Fails with a
 * UserError that names ids which are not in the organization.
 */
export function applyScope(organization: Organization, scope: Scope): PlannedAccount[] {
  checkAccounts(organization, [...scope.accounts, ...scope.excludeAccounts]);
  checkUnits(organization, [...scope.ous, ...scope.excludeOus]);
  return organization.accounts.map((account) => plan(account, scope));
}

function plan(account: Account, scope: Scope): PlannedAccount {
  const exclusion = exclusionOf(account, scope);
  if (exclusion !== undefined) {
    return { account, decision: 'excluded', errorCode: 'Excluded', errorMessage: exclusion };
  }
  if (COLLECTABLE.includes(account.state)) return { account, decision: 'collect', errorCode: null, errorMessage: null };
  const errorMessage = `Account ${account.id} is ${account.state}: roles in it cannot be assumed`;
  return { account, decision: 'skipped', errorCode: account.state, errorMessage };
}

function exclusionOf(account: Account, { accounts, excludeAccounts, ous, excludeOus }: Scope): string | undefined {
  const units = account.ouPath?.split('/') ?? [];
  if (excludeAccounts.includes(account.id)) return `Account ${account.id} was excluded by --exclude-accounts`;
  const unit = units.find((id) => excludeOus.includes(id));
  if (unit !== undefined) return `Account ${account.id} is in ${unit}, which was excluded by --exclude-ou`;
  if (accounts.length > 0 && !accounts.includes(account.id)) return `Account ${account.id} is not among --accounts`;
  if (ous.length > 0 && !units.some((id) => ous.includes(id))) return `Account ${account.id} is not below any --ou`;
  return undefined;
}

function checkAccounts({ id, accounts }: Organization, asked: readonly string[]): void {
  const known = new Set(accounts.map((account) => account.id));
  const unknown = asked.filter((account) => !known.has(account));
  if (unknown.length > 0) throw unknownIds('account', unknown, id);
}

function checkUnits({ id, accounts }: Organization, asked: readonly string[]): void {
  const known = new Set(accounts.flatMap(({ ouPath }) => ouPath?.split('/') ?? []));
  const unknown = asked.filter((unit) => !known.has(unit));
  if (unknown.length > 0) throw unknownIds('OU', unknown, id);
}

function unknownIds(what: 'account' | 'OU', ids: readonly string[], organizationId: string | null): UserError {
  const list = ids.map((id) => `"${id}"`).join(', ');
  const found = what === 'OU' ? 'it contains no account' : 'it is not there';
  return new UserError(
    `Cannot select ${what} ${list} of ${organizationId ? `organization "${organizationId}"` : 'this account'}: ${found}.`,
    { hint: 'Check the id; `aws organizations list-accounts` shows all accounts.' },
  );
}
