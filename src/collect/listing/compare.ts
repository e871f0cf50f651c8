import type { PrincipalRow } from '../../model/tables.js';

export interface Comparison {
  /** Gone, and not listed any more. */
  readonly deleted: readonly PrincipalRow[];
  /** Gone, and listed still: under another ARN, or under the same, which IAM did not find for a while. */
  readonly renamed: readonly PrincipalRow[];
  /** Principals of the second listing under the ARN of another one of the first. */
  readonly recreated: readonly PrincipalRow[];
}

/** What the second listing of an account says about the principals of the first; `gone`: those of them not found meanwhile. */
export function compareListings(
  first: readonly PrincipalRow[],
  second: readonly PrincipalRow[],
  gone: readonly PrincipalRow[],
): Comparison {
  const now = new Map(second.map((row) => [row.principal_id, row]));
  const before = new Set(first.map(({ principal_id }) => principal_id));
  const arns = new Set(first.map(({ principal_arn }) => principal_arn));
  return {
    deleted: gone.filter(({ principal_id }) => !now.has(principal_id)),
    renamed: gone.flatMap((row) => asFound(row, now.get(row.principal_id))),
    recreated: second.filter(({ principal_arn, principal_id }) => arns.has(principal_arn) && !before.has(principal_id)),
  };
}

/** Those of the measured principals whose ARN a later listing shows with another one, which the report may be of. */
export function doubtful(measured: readonly PrincipalRow[], listed: readonly PrincipalRow[]): PrincipalRow[] {
  const holders = new Map(listed.map((row) => [row.principal_arn, row]));
  return measured.filter((row) => mayBeOf(row, holders.get(row.principal_arn)));
}

/** The second listing does not say when a password was used. */
function asFound({ password_last_used_at }: PrincipalRow, found: PrincipalRow | undefined): PrincipalRow[] {
  return found === undefined ? [] : [{ ...found, password_last_used_at }];
}

/** IAM writes creation in whole seconds: one second of doubt goes to the holder of the ARN. */
function mayBeOf({ principal_id, generated_at }: PrincipalRow, holder: PrincipalRow | undefined): boolean {
  if (holder === undefined || holder.principal_id === principal_id || generated_at === null) return false;
  return holder.created_at === null || holder.created_at <= generated_at + 1000;
}
