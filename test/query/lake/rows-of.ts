import type { Cell, QueryResult } from '../../../src/query/engine/engine.js';

/** All rows of an answer. */
export async function rowsOf(answer: Promise<QueryResult>): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const page of (await answer).pages) rows.push(...page);
  return rows;
}
