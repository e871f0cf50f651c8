/** Law e: the same item in two questions. The promise: one organization has one truth, wherever it is looked at. */
import type { Given } from '../../../src/query/question/values.js';
import { type AnswerRow, answerOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import { folded } from '../reasons/oracle/history.js';
import type { Answer } from './answers.js';

/** The tasks of the worklist that take something away. */
export async function countsOf(engine: MemoryEngine, given: Given): Promise<readonly AnswerRow[]> {
  const rows = await answerOf(engine, 'worklist', given);
  return rows.filter(({ step }) => step === 'NARROW' || step === 'DELETE');
}

/** What differs, and where: a count of the worklist from the rows of the question that lists the same. */
export function sameItem(
  answers: ReadonlyMap<string, Answer>,
  tasks: readonly AnswerRow[],
): (readonly [string, string])[] {
  const rowsOf = (question: string): readonly AnswerRow[] => answers.get(question)?.rows ?? [];
  return tasks.flatMap((task) => {
    if (task.subject_type === 'PRINCIPAL') {
      const isOwn = (row: AnswerRow): boolean => row.principal_arn === task.principal_arn;
      return [
        ...differing(task, 'removable_actions', rowsOf('removable_actions').filter(isOwn)),
        ...differing(task, 'removable_services', rowsOf('removable_services').filter(isOwn)),
      ];
    }
    const name = folded(String(task.permission_set_name));
    const isOfSet = (row: AnswerRow): boolean =>
      folded(String(row.permission_set_name)) === name && row.state === 'NOT_ACCESSED';
    const rows = rowsOf('permission_set_actions').filter(isOfSet);
    return task.subject_type === 'PERMISSION_SET'
      ? differing(task, 'removable_actions', rows, 'permission_set_actions')
      : [];
  });
}

function differing(
  task: AnswerRow,
  column: string,
  rows: readonly AnswerRow[],
  question = column,
): (readonly [string, string])[] {
  if (Number(task[column] ?? 0) === rows.length) return [];
  return [[question, `${task.task} counts ${task[column]}, and ${question} lists ${rows.length}`]];
}
