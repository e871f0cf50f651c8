/** Accounts in batches, and a large one in slices of its principals, so that the rows of one batch fit in memory. */
import { duckdbMemory } from '../../tools/memory.js';
import { grouped } from '../subjects/grouped.js';
import type { Principal } from '../subjects/snapshot.js';

/**
 * Action rows of the principals whose own documents are judged in one go, where none has more. A batch costs some 2 s of
 * CPU whatever it holds (40 accounts of 30 principals).
 */
const MOST_ROWS = 1_200_000;
/** Of DuckDB's memory, for each of these rows: where that is little a batch has fewer. */
const BYTES_A_ROW = 2000;

/** Principals by their ids, from the first up to but without the end; undefined: no bound. */
export interface Slice {
  readonly firstId?: string | undefined;
  readonly endId?: string | undefined;
}

export interface Batch extends Slice {
  readonly accountIds: readonly string[];
  /** Whether all of its accounts is read with it. */
  readonly isLast: boolean;
}

export function* batchesOf(
  principals: readonly Principal[],
  accountIds: readonly string[],
  most = Math.min(MOST_ROWS, Math.floor(duckdbMemory() / BYTES_A_ROW)),
): Generator<Batch, void, void> {
  const byAccount = grouped(principals.map((one) => [one.accountId, one] as const));
  let [open, total]: [string[], number] = [[], 0];
  for (const id of accountIds) {
    const own = byAccount.get(id) ?? [];
    const rows = own.reduce((sum, { actions }) => sum + actions, 0);
    if (open.length > 0 && total + rows > most) {
      yield { accountIds: open, isLast: true };
      [open, total] = [[], 0];
    }
    if (rows > most) yield* slicesOf(id, own, most);
    else [open, total] = [[...open, id], total + rows];
  }
  if (open.length > 0) yield { accountIds: open, isLast: true };
}

/** The bounds are those of today's principals; who is gone lies between them, or beyond. */
function* slicesOf(accountId: string, principals: readonly Principal[], most: number): Generator<Batch, void, void> {
  const cuts: string[] = [];
  let rows = 0;
  for (const { id, actions } of [...principals].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (rows > 0 && rows + actions > most) {
      cuts.push(id);
      rows = 0;
    }
    rows += actions;
  }
  for (let at = 0; at <= cuts.length; at++) {
    yield { accountIds: [accountId], firstId: cuts[at - 1], endId: cuts[at], isLast: at === cuts.length };
  }
}
