import type { PrincipalRow } from '../model/tables.js';

export interface Comparison {
  /** Gone, and not listed any more. */
  readonly deleted: readonly PrincipalRow[];
  /** Gone, and listed still: under another ARN, or under the same, which IAM did not find for a while. */
  readonly renamed: readonly PrincipalRow[];
  /** Principals of the second listing under the ARN of another one of the first. */
  readonly recreated: readonly PrincipalRow[];
  /** Measured under an ARN that belongs to another by now. */
  readonly doubtful: readonly PrincipalRow[];
}

/** What the second listing of an account says about the principals of the first. */
export function compareListings(
  first: readonly PrincipalRow[],
  second: readonly PrincipalRow[],
  { gone, measured }: { readonly gone: readonly PrincipalRow[]; readonly measured: readonly PrincipalRow[] },
): Comparison {
  const now = new Map(second.map((row) => [row.principal_id, row]));
  const idByArn = new Map(first.map((row) => [row.principal_arn, row.principal_id]));
  const recreated = second.filter(({ principal_arn, principal_id }) => {
    const before = idByArn.get(principal_arn);
    return before !== undefined && before !== principal_id && !isListedIn(first, principal_id);
  });
  const successors = new Map(recreated.map((row) => [row.principal_arn, row]));
  return {
    deleted: gone.filter(({ principal_id }) => !now.has(principal_id)),
    renamed: gone.flatMap((row) => asFound(row, now.get(row.principal_id))),
    recreated,
    doubtful: measured.filter((row) => mayBeOf(row, successors.get(row.principal_arn))),
  };
}

/** The second listing does not say when a password was used. */
function asFound({ password_last_used_at }: PrincipalRow, found: PrincipalRow | undefined): PrincipalRow[] {
  return found === undefined ? [] : [{ ...found, password_last_used_at }];
}

function isListedIn(rows: readonly PrincipalRow[], id: string): boolean {
  return rows.some(({ principal_id }) => principal_id === id);
}

/** IAM writes creation in whole seconds: one second of doubt goes to the newcomer. */
function mayBeOf({ generated_at }: PrincipalRow, successor: PrincipalRow | undefined): boolean {
  if (successor === undefined || generated_at === null) return false;
  return successor.created_at === null || successor.created_at <= generated_at + 1000;
}
