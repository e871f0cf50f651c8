/** The table of the worklist: all tasks of the question `worklist`, for tools that cannot ask it. */

import type { Row } from '../model/schema.js';
import { derivedWorklist, WORKLIST_STEPS } from '../model/tables/derived.js';
import type { QueryEngine } from '../query/engine.js';
import { ask } from '../query/question/ask.js';
import type { Making } from './making.js';
import { type PlainRow, plainRow } from './plain-row.js';

export type WorklistRow = Row<typeof derivedWorklist>;

const STEPS: readonly unknown[] = WORKLIST_STEPS;
const COLUMNS = Object.keys(derivedWorklist.columns);

/** What can be taken away, in the order of the question; what is to be kept or measured first is not among it. */
export async function worklistOf(engine: QueryEngine, making: Making): Promise<WorklistRow[]> {
  const { date, madeOf, usesUntil, ownerTags, signal } = making;
  const given = { snapshot_date: date, uses_until: usesUntil, owner_tag: ownerTags };
  const asked = await ask(engine, 'worklist', given, { signal });
  const rows: WorklistRow[] = [];
  for await (const page of asked.pages) {
    for (const cells of page) {
      const named = plainRow(asked.columns, cells);
      if (!STEPS.includes(named.step)) continue;
      const row: PlainRow = { ...named, made_of: madeOf, owner_tags: ownerTags.join(','), task_rank: rows.length + 1 };
      rows.push(Object.fromEntries(COLUMNS.map((name) => [name, row[name]])) as WorklistRow);
    }
  }
  return rows;
}
