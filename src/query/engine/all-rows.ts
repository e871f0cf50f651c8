import type { Cell, QueryEngine, QueryOptions } from './engine.js';

/** All rows of a statement whose answer is small. Fails as `query` of the engine does. */
export async function allRows(
  engine: QueryEngine,
  sql: string,
  parameters: readonly Cell[] = [],
  options: QueryOptions = {},
): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const page of (await engine.query(sql, parameters, options)).pages) rows.push(...page);
  return rows;
}
