/** The task that `--snooze` names: by its row in the worklist, by what it is about, or by its task_id. */
import { usageError } from '../../../model/errors.js';
import { TASK_DAYS, taskSentence } from '../../../model/judgement/task-sentence.js';
import { count, counted } from '../../../model/numbers.js';
import { WORKLIST_STEPS } from '../../../model/tables/derived.js';
import { confirming } from '../../../query/derived/read-judgement.js';
import type { Cell, QueryEngine, QueryOptions } from '../../../query/engine/engine.js';
import { prepareKnown } from '../../../query/question/ask.js';
import { visibleDates } from '../../../query/question/dates.js';
import { findForm } from '../../../query/question/find.js';
import type { Given } from '../../../query/question/values.js';

export interface Task {
  readonly id: string;
  readonly task: string;
  /** ARN and name of what it is about. */
  readonly subjects: readonly string[];
}

/** The tasks of the question as it is asked, in their order: they come before the rows that are no tasks. */
export async function tasksOf(engine: QueryEngine, given: Given, options: QueryOptions): Promise<Task[]> {
  const { question, given: chosen } = findForm('worklist', given);
  const dates = await visibleDates(engine, options);
  const { statement, judgements } = await prepareKnown(engine, question, chosen, { ...options, dates });
  const { columns, pages } = await confirming(engine, judgements).query(statement.sql, statement.parameters, options);
  const days = Number(chosen.days ?? TASK_DAYS);
  const tasks: Task[] = [];
  for await (const page of pages) {
    for (const row of page) {
      const cell = (name: string): Cell => row[columns.findIndex((column) => column.name === name)] ?? null;
      if (!(WORKLIST_STEPS as readonly Cell[]).includes(cell('step'))) continue;
      tasks.push({ id: String(cell('task_id')), task: taskSentence(cell, days), subjects: subjectsOf(cell) });
    }
  }
  return tasks;
}

/** Fails with a usageError where none is meant, or more than one. */
export function theOne(tasks: readonly Task[], asked: string): Task {
  if (/^\d{1,7}$/.test(asked)) return ofRow(tasks, asked);
  const byId = /^[0-9a-f]{8,64}$/.test(asked) ? tasks.filter(({ id }) => id.startsWith(asked)) : [];
  const found = byId.length > 0 ? byId : tasks.filter(({ subjects }) => subjects.includes(asked));
  const [first, ...others] = found;
  if (first === undefined) throw noTask(asked, 'no task of the snapshot has that id, or is about that');
  if (others.length > 0) throw noTask(asked, `${count(found.length)} tasks are meant`);
  return first;
}

function ofRow(tasks: readonly Task[], asked: string): Task {
  const task = tasks[Number(asked) - 1];
  if (task === undefined) throw noTask(asked, `the worklist has ${counted(tasks.length, 'task')}, counted from 1`);
  return task;
}

function subjectsOf(cell: (name: string) => Cell): string[] {
  if (cell('subject_type') === 'PERMISSION_SET') return [String(cell('permission_set_name'))];
  const arn = String(cell('policy_arn') ?? cell('principal_arn'));
  return [arn, arn.slice(arn.lastIndexOf('/') + 1)];
}

function noTask(asked: string, reason: string): Error {
  return usageError(
    `Cannot snooze "${asked}": ${reason}.`,
    'Give the number of a row, the ARN or name that it is about, or its task_id: `access-lake query worklist --wide` shows them.',
  );
}
