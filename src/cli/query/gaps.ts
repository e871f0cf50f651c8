/** Rows of an answer that are of what was not measured: listed, counted, or left out. */
import type { Cell, QueryResult } from '../../query/engine.js';

export interface Gaps {
  readonly answer: QueryResult;
  /** How many rows were not listed, once the answer is read. */
  readonly unlisted: () => number;
}

/** The state of rows that say nothing but that something was not measured. */
const NOT_MEASURED = 'NOT_MEASURED';

/** `isLast`: gaps follow all other rows, as a person reads them. */
export function withGaps(answer: QueryResult, mode: 'list' | 'count' | 'none', isLast: boolean): Gaps {
  const at = answer.columns.findIndex(({ name }) => name === 'state');
  if (at < 0 || (mode === 'list' && !isLast)) return { answer, unlisted: () => 0 };
  const held: (readonly Cell[])[] = [];
  let count = 0;
  async function* pages(): QueryResult['pages'] & AsyncGenerator {
    for await (const page of answer.pages) {
      const gaps = page.filter((row) => row[at] === NOT_MEASURED);
      count += gaps.length;
      if (mode === 'list') held.push(...gaps);
      yield page.filter((row) => row[at] !== NOT_MEASURED);
    }
    if (mode === 'list') yield held;
  }
  return { answer: { ...answer, pages: pages() }, unlisted: () => (mode === 'list' ? 0 : count) };
}
