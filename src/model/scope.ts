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
