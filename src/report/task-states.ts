/** What became of tasks since the audit before, beside the tasks and for those that are listed no more. */

import { TASK_SENTENCE_COLUMNS } from '../model/judgement/task-sentence.js';
import type { PlainRow } from '../query/derived/plain-row.js';
import type { Cell } from '../query/engine/engine.js';
import type { Sheet } from './payload.js';
import { sheetOf, textsOf, upTo } from './sheet.js';

const COLUMNS = ['task_state', ...TASK_SENTENCE_COLUMNS];

/** The worklist gains `task_state`; null of what is no task, and where there is nothing to compare with. */
export function withStates(worklist: Sheet, tasks: readonly PlainRow[]): Sheet {
  const states = new Map(tasks.map(({ task_id, task_state }) => [String(task_id), String(task_state)]));
  const dictionary = [...new Set(states.values())];
  const taskOf = textsOf(worklist.columns.task_id);
  const codes = Array.from({ length: worklist.rows }, (_, row) =>
    dictionary.indexOf(states.get(taskOf(row) ?? '') ?? ''),
  );
  return { ...worklist, columns: { ...worklist.columns, task_state: { dictionary, codes } } };
}

/** Those that only the audit before listed, at most `most`; `left`: how many more there are. */
export async function earlierTasks(
  tasks: readonly PlainRow[],
  most: number,
): Promise<{ readonly sheet: Sheet; readonly left: number }> {
  const rows = upTo(most);
  const earlier = tasks.filter(({ is_listed }) => is_listed === false && rows.keep());
  const cells = earlier.map((row) => COLUMNS.map((name): Cell => row[name] ?? null));
  return { sheet: await sheetOf(COLUMNS, cells), left: rows.left() };
}
