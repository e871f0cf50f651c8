/** Accounts in batches, so that the rows of one fit in memory. */
import type { Principal } from './snapshot.js';

/** Action rows that are read in one go, where no account has more; each is some 100 bytes of evidence at most. */
const MOST_ROWS = 500_000;

export function batchesOf(
  principals: readonly Principal[],
  accountIds: readonly string[],
  most = MOST_ROWS,
): string[][] {
  const rows = new Map(accountIds.map((id) => [id, 0]));
  for (const { accountId, actions } of principals) {
    const known = rows.get(accountId);
    if (known !== undefined) rows.set(accountId, known + actions);
  }
  const batches: string[][] = [];
  let total = Number.POSITIVE_INFINITY;
  for (const [id, number] of rows) {
    if (total + number > most) {
      batches.push([]);
      total = 0;
    }
    (batches.at(-1) as string[]).push(id);
    total += number;
  }
  return batches;
}
