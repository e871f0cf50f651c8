/** The table of the worklist: its rows of a date, and what became of the tasks of the date before. */

import { timeOf } from '../../model/days.js';
import type { Row } from '../../model/schema.js';
import { derivedWorklist } from '../../model/tables/derived.js';
import type { QueryEngine } from '../engine/engine.js';
import { readNamedQuestion } from '../question/questions.js';
import { worklistJudgedBy } from '../question/stored.js';
import type { LakeDate } from '../sql/lake-dates.js';
import { answersOf } from './answers.js';
import { ownersKey } from './derived-state.js';
import type { Making } from './making.js';

export type WorklistRow = Row<typeof derivedWorklist>;

const COLUMNS = Object.keys(derivedWorklist.columns);

/** In the order of the question worklist; then what the date before listed and this one does not. */
export async function worklistOf(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  making: Making,
): Promise<WorklistRow[]> {
  const { date, before, madeOf, comparedMadeOf, owners } = making;
  const earlier = before && { earlier_date: before };
  const rows = earlier
    ? await answersOf(engine, dates, making)('task_states', { snapshot_date: date, ...earlier })
    : await answersOf(engine, dates, making, readNamedQuestion)('worklist', { snapshot_date: date });
  const made = {
    made_of: madeOf,
    compared_made_of: comparedMadeOf,
    owner_tags: ownersKey(owners),
    judged_by: worklistJudgedBy(date),
  };
  return rows.map((row, at) => {
    const state = earlier ? row.task_state : null;
    const lastUse = row.last_known_use_at === null ? null : timeOf(String(row.last_known_use_at));
    const rank = row.is_listed === false ? null : at + 1;
    const named = { ...row, ...made, task_state: state, task_rank: rank, last_known_use_at: lastUse };
    return Object.fromEntries(COLUMNS.map((name) => [name, named[name as keyof typeof named]])) as WorklistRow;
  });
}
