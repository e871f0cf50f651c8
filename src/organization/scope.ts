/** What a scope makes of the accounts of an organization. */
import type { Account, Organization, PlannedAccount } from '../model/account.js';
import { UserError } from '../model/errors.js';
import type { Scope } from '../model/scope.js';
import { nearest } from '../tools/nearest.js';
import { unitsOf } from './named-scope.js';

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
  if (excludeAccounts.includes(account.id)) return `Account ${account.id} was excluded by --exclude-account`;
  const unit = units.find((id) => excludeOus.includes(id));
  if (unit !== undefined) return `Account ${account.id} is in ${unit}, which was excluded by --exclude-ou`;
  if (accounts.length > 0 && !accounts.includes(account.id))
    return `Account ${account.id} is not among those of --account`;
  if (ous.length > 0 && !units.some((id) => ous.includes(id))) return `Account ${account.id} is not below any --ou`;
  return undefined;
}

function checkAccounts({ id, accounts }: Organization, asked: readonly string[]): void {
  const known = new Set(accounts.map((account) => account.id));
  const unknown = asked.filter((account) => !known.has(account));
  const names = accounts.flatMap(({ id, name }) => (name === null ? [id] : [id, name]));
  if (unknown.length > 0) throw unknownIds('account', unknown, id, names);
}

function checkUnits({ id, accounts }: Organization, asked: readonly string[]): void {
  const units = unitsOf(accounts);
  const known = new Set(units.map((unit) => unit.id));
  const unknown = asked.filter((unit) => !known.has(unit));
  const names = units.flatMap((unit) => [unit.id, ...unit.names]);
  if (unknown.length > 0) throw unknownIds('OU', unknown, id, names);
}

function unknownIds(
  what: 'account' | 'OU',
  ids: readonly string[],
  organizationId: string | null,
  names: readonly string[],
): UserError {
  const list = ids.map((id) => `"${id}"`).join(', ');
  const found = what === 'OU' ? 'it contains no account' : 'it is not there';
  const near = [...new Set(ids.flatMap((id) => nearest(id, names)))].slice(0, 3);
  return new UserError(
    `Cannot select ${what} ${list} of ${organizationId ? `organization "${organizationId}"` : 'this account'}: ${found}.`,
    {
      hint:
        near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : 'Check the ID or name; `aws organizations list-accounts` shows all accounts.',
    },
  );
}
