/** Rows of an answer that are of what was not measured: listed, counted, or left out. */
import { allRows } from '../../query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../../query/engine/engine.js';
import type { Bound } from '../../query/question/bind.js';
import type { Question } from '../../query/question/questions.js';

export interface Gaps {
  readonly answer: QueryResult;
  /** How many rows were not listed, once the answer is read. */
  readonly unlisted: () => number;
}

const NOT_MEASURED = 'NOT_MEASURED';

/** Columns that say what a row found: the first that an answer has. */
const STATES = ['state', 'finding', 'scope', 'last_active'];

/**
 * Whether a row is of what was not measured; undefined where the answer has no state. What was measured has this state too
 * where a use may be hidden, and `withheld` then names another code.
 */
function unmeasuredRow(columns: QueryResult['columns']): ((row: readonly Cell[]) => boolean) | undefined {
  const names = columns.map(({ name }) => name);
  const column = STATES.find((name) => names.includes(name));
  const [state, withheld] = [names.indexOf(column ?? ''), names.indexOf('withheld')];
  if (state < 0) return undefined;
  return (row) => row[state] === NOT_MEASURED && (row[withheld] ?? NOT_MEASURED) === NOT_MEASURED;
}

/** `isLast`: gaps follow all other rows, as a person reads them. */
export function withGaps(answer: QueryResult, mode: 'list' | 'count' | 'none', isLast: boolean): Gaps {
  const isGap = unmeasuredRow(answer.columns);
  if (isGap === undefined || (mode === 'list' && !isLast)) return { answer, unlisted: () => 0 };
  const held: (readonly Cell[])[] = [];
  let count = 0;
  const pages = async function* (): QueryResult['pages'] & AsyncGenerator {
    for await (const page of answer.pages) {
      const gaps = page.filter(isGap);
      count += gaps.length;
      if (mode === 'list') held.push(...gaps);
      yield page.filter((row) => !isGap(row));
    }
    if (mode === 'list') yield held;
  };
  return { answer: { ...answer, pages: pages() }, unlisted: () => (mode === 'list' ? 0 : count) };
}

/** Whether a row of the answer says how much was not measured, and nothing else; undefined where the question has no such row. */
export function gapRow(
  columns: QueryResult['columns'],
  question: Question | undefined,
): ((row: readonly Cell[]) => boolean) | undefined {
  const at = columns.findIndex(({ name }) => name === question?.gap?.key);
  return at < 0 ? undefined : (row) => row[at] === null;
}

/** What was not measured of what is asked. */
export interface Unmeasured {
  /** Accounts that were not listed. */
  readonly accounts: number;
  /** Users and roles of the others. */
  readonly principals: number;
}

export async function countUnmeasured(
  engine: QueryEngine,
  gap: Bound | undefined,
  options: QueryOptions,
): Promise<Unmeasured> {
  if (gap === undefined) return { accounts: 0, principals: 0 };
  const [[accounts = 0, principals = 0] = []] = await allRows(engine, gap.sql, gap.parameters, options);
  return { accounts: Number(accounts), principals: Number(principals) };
}
