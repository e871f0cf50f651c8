/** The table of the worklist: all tasks of a date, and what became of those of the date before. */

import type { Row } from '../model/schema.js';
import { derivedWorklist, WORKLIST_STEPS } from '../model/tables/derived.js';
import type { QueryEngine } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { ask } from '../query/question/ask.js';
import { windowStart } from '../query/question/dates.js';
import { answersOf } from './answers.js';
import { type Making, ownersGiven, ownersKey } from './making.js';
import { type PlainRow, plainRow } from './plain-row.js';

export type WorklistRow = Row<typeof derivedWorklist>;

/** Those of the table. */
const DAYS = 90;
const STEPS: readonly unknown[] = WORKLIST_STEPS;
const COLUMNS = Object.keys(derivedWorklist.columns);

/** What can be taken away, in the order of the question worklist; then what the date before listed and this one does not. */
export async function worklistOf(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  making: Making,
): Promise<WorklistRow[]> {
  const { date, before, madeOf, comparedMadeOf, owners } = making;
  const earlier = before && { earlier_date: before, earlier_history: windowStart(dates, before, DAYS) };
  const rows = earlier
    ? await answersOf(engine, dates, making)('task_states', { snapshot_date: date, ...earlier })
    : await tasksOf(engine, making);
  const made = { made_of: madeOf, compared_made_of: comparedMadeOf, owner_tags: ownersKey(owners) };
  return rows.map((row, at) => {
    const named = { task_state: null, ...row, ...made, task_rank: row.is_listed === false ? null : at + 1 };
    return Object.fromEntries(COLUMNS.map((name) => [name, named[name as keyof typeof named]])) as WorklistRow;
  });
}

/** Of a date that nothing can be compared with. */
async function tasksOf(engine: QueryEngine, { date, usesUntil, owners, signal }: Making): Promise<PlainRow[]> {
  const given = { snapshot_date: date, uses_until: usesUntil, ...ownersGiven(owners) };
  const { columns, pages } = await ask(engine, 'worklist', given, { signal });
  const rows: PlainRow[] = [];
  for await (const page of pages) rows.push(...page.map((cells) => plainRow(columns, cells)));
  return rows.filter(({ step }) => STEPS.includes(step));
}
