/** Which accounts a run is asked to measure. Two runs of the same scope are the same work. */
export interface Scope {
  /** True: the caller's own account alone, with its own credentials. */
  readonly thisAccount: boolean;
  /** Account ids, sorted, without doubles; empty: all. */
  readonly accounts: readonly string[];
  readonly excludeAccounts: readonly string[];
  /** OU or root ids; each stands for everything below it; empty: all. */
  readonly ous: readonly string[];
  readonly excludeOus: readonly string[];
}

/** Whether a run was asked for all accounts; what it excludes does not bear on it. */
export function asksForAll({ thisAccount, accounts, ous }: Scope): boolean {
  return thisAccount === false && accounts.length === 0 && ous.length === 0;
}

/** {@link asksForAll} of the column `scope` of `runs`, JSON. */
export function isWhole(scope: string): boolean {
  try {
    return asksForAll(JSON.parse(scope) as Scope);
  } catch {
    return false;
  }
}
