/** Sets of rows that are alike, side by side: a compressor finds again what it has just seen. */
import type { Codes, Columns, Numbers } from '../../model/columns.js';
import type { Clustering } from '../../model/schema.js';

/** Numbers from 0 to `highest` by which rows are put in order, each at the place of its row. */
export interface Keys {
  readonly keys: Int32Array;
  readonly highest: number;
}

/** Of FNV-1a, a code at a time. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Keys of sorted rows. A set is rows that are equal in `clustering.sets`; sets with the same first column and the
 * same values of `clustering.values` have neighbouring keys, the one of those where `clustering.unused` is null
 * throughout before the other. Sets are told apart by a hash: two that share one only cost bytes.
 */
export function clusterKeys({ columns, rows }: Columns, clustering: Clustering, order: Int32Array): Keys {
  const sets = clustering.sets.map((name) => (columns[name] as Codes).codes);
  const [firsts] = sets as [Int32Array];
  const values = (columns[clustering.values] as Codes).codes;
  const { numbers } = columns[clustering.unused] as Numbers;
  const keys = new Int32Array(rows);
  const kinds = new Map<number, number>();
  let kindsBefore = 0;
  for (let from = 0, to = 0, group = firsts[order[0] as number]; from < rows; from = to) {
    const row = order[from] as number;
    let hash = FNV_OFFSET;
    let isUsed = 0;
    for (; to < rows && isSameSet(sets, row, order[to] as number); to++) {
      const member = order[to] as number;
      hash = Math.imul(hash ^ (values[member] as number), FNV_PRIME);
      if (!Number.isNaN(numbers[member])) isUsed = 1;
    }
    if (firsts[row] !== group) {
      group = firsts[row];
      kindsBefore += kinds.size;
      kinds.clear();
    }
    const kind = kinds.get(hash) ?? kindsBefore + kinds.size;
    kinds.set(hash, kind);
    keys.fill(2 * kind + isUsed, from, to);
  }
  return { keys, highest: 2 * (kindsBefore + kinds.size) };
}

function isSameSet(sets: readonly Int32Array[], a: number, b: number): boolean {
  for (const codes of sets) if (codes[a] !== codes[b]) return false;
  return true;
}
