/** Law e: the same item in two questions. The promise: one organization has one truth, wherever it is looked at. */
import type { Given } from '../../../src/query/question/values.js';
import { type AnswerRow, answerOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import type { Asked } from '../reasons/oracle/asked.js';
import { documentsOf } from '../reasons/oracle/documents.js';
import { folded } from '../reasons/oracle/history.js';
import type { Answer } from './answers.js';

/** The tasks of the worklist that take something away. */
export async function countsOf(engine: MemoryEngine, given: Given): Promise<readonly AnswerRow[]> {
  const rows = await answerOf(engine, 'worklist', given);
  return rows.filter(({ step }) => step === 'NARROW' || step === 'DELETE');
}

/** What differs: the counts of a task from the rows of the questions that list the same; and rows that are of no task, with a word for why. */
export function sameItem(
  answers: ReadonlyMap<string, Answer>,
  tasks: readonly AnswerRow[],
  asked: Asked,
): (readonly [string, string])[] {
  const rowsOf = (question: string): readonly AnswerRow[] => answers.get(question)?.rows ?? [];
  const counted = tasks.flatMap((task) => {
    const isOwn = (row: AnswerRow): boolean => isOf(task, row);
    if (task.subject_type === 'PRINCIPAL') {
      return [
        ...differing(task, 'actions_removable', rowsOf('removable.by-action').filter(isOwn)),
        ...differing(task, 'services_removable', rowsOf('removable.by-service').filter(isOwn)),
      ];
    }
    if (task.subject_type === 'MANAGED_POLICY') return [];
    const actions = rowsOf('sets.by-action').filter((row) => isOwn(row) && row.is_candidate === true);
    return differing(task, 'actions_removable', actions, 'sets.by-action');
  });
  const ofNoTask = rowsOf('removable.by-action')
    .filter(({ principal_arn }) => typeof principal_arn === 'string')
    .filter((row) => !tasks.some((task) => task.subject_type === 'PRINCIPAL' && isOf(task, row)))
    .map((row) => [whyNoTask(row, tasks, asked), `${row.principal_arn} ${row.action_name} is of no task`] as const);
  return [...counted, ...ofNoTask];
}

function isOf(task: AnswerRow, row: AnswerRow): boolean {
  if (task.subject_type === 'PRINCIPAL') return row.principal_arn === task.principal_arn;
  return folded(String(row.permission_set_name)) === folded(String(task.permission_set_name));
}

function whyNoTask(row: AnswerRow, tasks: readonly AnswerRow[], { history, snapshot }: Asked): string {
  if (row.permission_set_name !== null) return 'of a permission set';
  const own = snapshot.principals.find(
    ({ accountId, arn }) => accountId === row.account_id && arn === row.principal_arn,
  );
  const held = own ? documentsOf(history, own).map(({ ownerArn }) => ownerArn) : [];
  const shrinks = ({ account_id, policy_arn }: AnswerRow): boolean =>
    account_id === row.account_id && held.includes(String(policy_arn));
  return tasks.some(shrinks) ? 'by a policy that shrinks' : 'no reason';
}

function differing(
  task: AnswerRow,
  column: string,
  rows: readonly AnswerRow[],
  question = column,
): (readonly [string, string])[] {
  if (Number(task[column] ?? 0) === rows.length) return [];
  return [[question, `${task.task_code} ${task.task_id} counts ${task[column]}, and ${question} lists ${rows.length}`]];
}
