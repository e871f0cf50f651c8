/** The table of the worklist: all tasks of the question `worklist`, for tools that cannot ask it. */

import type { Row } from '../model/schema.js';
import { derivedWorklist, WORKLIST_STEPS } from '../model/tables/derived.js';
import type { QueryEngine } from '../query/engine.js';
import { ask } from '../query/question/ask.js';
import { type PlainRow, plainRow } from './plain-row.js';

export type WorklistRow = Row<typeof derivedWorklist>;

const STEPS: readonly unknown[] = WORKLIST_STEPS;
const COLUMNS = Object.keys(derivedWorklist.columns);

interface Making {
  readonly madeOf: string;
  /** The date until which uses count. */
  readonly usesUntil: string;
  readonly signal: AbortSignal;
}

/** What can be taken away, in the order of the question; what is to be kept or measured first is not among it. */
export async function worklistOf(
  engine: QueryEngine,
  date: string,
  { madeOf, usesUntil, signal }: Making,
): Promise<WorklistRow[]> {
  const asked = await ask(engine, 'worklist', { snapshot_date: date, uses_until: usesUntil }, { signal });
  const rows: WorklistRow[] = [];
  for await (const page of asked.pages) {
    for (const cells of page) {
      const named = plainRow(asked.columns, cells);
      if (!STEPS.includes(named.step)) continue;
      const row: PlainRow = { ...named, made_of: madeOf, task_rank: rows.length + 1 };
      rows.push(Object.fromEntries(COLUMNS.map((name) => [name, row[name]])) as WorklistRow);
    }
  }
  return rows;
}
