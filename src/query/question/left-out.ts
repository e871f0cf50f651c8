/** What the list of a question leaves out, or shows and withholds for an exception: how many, and why. */
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { type Bound, bindCells, type Cells } from './bind.js';
import { byReason, reasonInWords } from './judged.js';
import type { Question } from './questions.js';

export interface BoundLeftOut extends Bound {
  readonly counts: string;
  readonly isShown: boolean;
}

export interface LeftOut {
  /** The answer shows them, and says why they stay. */
  readonly isShown: boolean;
  /** Of what: a plural. */
  readonly counts: string;
  /** Ends a sentence about them. */
  readonly reason: string;
  readonly rows: number;
}

/** The statements that count it, for the values that the question is asked with. */
export function bindLeftOut({ leftOut }: Question, cells: Cells): BoundLeftOut[] {
  return leftOut
    .filter(({ needs }) => needs.length === 0 || needs.some((name) => cells.has(name)))
    .map(({ counts, isShown, sql }) => ({ counts, isShown, ...bindCells({ sql }, cells) }));
}

/** Each reason for which something is left out. */
export async function countLeftOut(
  engine: QueryEngine,
  statements: readonly BoundLeftOut[],
  options: QueryOptions = {},
): Promise<LeftOut[]> {
  const found: LeftOut[] = [];
  for (const { counts, isShown, sql, parameters } of statements) {
    const rows = await allRows(engine, sql, parameters, options);
    for (const [reason, left] of rows.toSorted(([a], [b]) => byReason(String(a), String(b)))) {
      if (Number(left) > 0) found.push({ counts, isShown, reason: reasonInWords(String(reason)), rows: Number(left) });
    }
  }
  return found;
}
