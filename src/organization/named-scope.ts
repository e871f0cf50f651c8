/** Accounts and OUs of a scope as a person named them, by ID or name, turned into IDs. */
import type { Account, Organization } from '../model/account.js';
import { usageError } from '../model/errors.js';
import type { Scope } from '../model/scope.js';

/** What may be named: an ID, and all that it is called. */
interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

const MOST_LISTED = 10;

/**
 * The scope with IDs in the place of names, sorted and without doubles. What the organization lacks stays as it is, for
 * a plan to be resumed may know it; `applyScope` refuses it. Throws a usageError for a name of several.
 */
export function withIds(scope: Scope, { accounts }: Organization): Scope {
  const named = accounts.map(({ id, name }) => ({ id, names: name === null ? [] : [name] }));
  const units = unitsOf(accounts);
  return {
    ...scope,
    accounts: idsOf(scope.accounts, '--account', named),
    excludeAccounts: idsOf(scope.excludeAccounts, '--exclude-account', named),
    ous: idsOf(scope.ous, '--ou', units),
    excludeOus: idsOf(scope.excludeOus, '--exclude-ou', units),
  };
}

/** By name alone, and by the names from the root down: `Root/Workloads/Prod`. */
export function unitsOf(accounts: readonly Pick<Account, 'ouPath' | 'ouPathNames'>[]): Named[] {
  const units = new Map<string, Named>();
  for (const { ouPath, ouPathNames } of accounts) {
    const [ids, path] = [ouPath?.split('/') ?? [], ouPathNames?.split('/') ?? []];
    const areNamed = ids.length === path.length; // a name may hold a slash itself
    for (const [at, id] of ids.entries()) {
      const names = areNamed ? [path[at] as string, path.slice(0, at + 1).join('/')] : [];
      units.set(id, { id, names });
    }
  }
  return [...units.values()];
}

function idsOf(asked: readonly string[], flag: string, known: readonly Named[]): string[] {
  return [...new Set(asked.map((text) => idOf(text, flag, known)))].sort();
}

function idOf(text: string, flag: string, known: readonly Named[]): string {
  if (known.some(({ id }) => id === text)) return text;
  const found = meantBy(text, known);
  if (found.length <= 1) return found[0]?.id ?? text;
  const ids = found.slice(0, MOST_LISTED).map(({ id }) => id);
  const more = found.length > MOST_LISTED ? `, and ${found.length - MOST_LISTED} more` : '';
  throw usageError(
    `Cannot use ${flag} "${text}": it names ${found.length}.`,
    `Give the ID of one: ${ids.join(', ')}${more}.`,
  );
}

/** Those with that name; where there is none, in any case. */
function meantBy(text: string, known: readonly Named[]): Named[] {
  const exact = known.filter(({ names }) => names.includes(text));
  if (exact.length > 0) return exact;
  const lower = text.toLowerCase();
  return known.filter(({ names }) => names.some((name) => name.toLowerCase() === lower));
}
