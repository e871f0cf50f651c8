/** The files of --owners-file and --tasks-file: read, and as values of a question. */

import { readOwnerEntries } from '../../decisions/owners-file.js';
import { readTasksFile, type TaskDecisions, taskEntryValue } from '../../decisions/tasks-file.js';
import { dayOf } from '../../model/days.js';
import { usageError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import type { Question } from '../../query/question/questions.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';

export interface DecidedFiles {
  readonly ownersFile: string | undefined;
  readonly tasksFile: string | undefined;
}

/** The values with what the files say. A usageError where the question has no use for one of them. */
export async function withDecided(
  question: Question,
  given: Given,
  files: DecidedFiles,
  context: Context,
): Promise<Given> {
  if (files.ownersFile !== undefined) refuseWithout(question, 'owner_entry', '--owners-file', 'owners');
  if (files.tasksFile !== undefined) refuseWithout(question, 'task_entry', '--tasks-file', 'tasks');
  return { ...given, ...(await decidedIn(files, context)) };
}

/** What the files say, as values of the parameters of whoever reads them. */
export async function decidedIn({ ownersFile, tasksFile }: DecidedFiles, context: Context): Promise<Given> {
  const owners = await readOwnerEntries(ownersFile);
  const decisions = await decisionsIn(tasksFile, context);
  const tasks = [...decisions].map(([task, decision]) => taskEntryValue(task, decision));
  return { ...(owners.length > 0 && { owner_entry: owners }), ...(tasks.length > 0 && { task_entry: tasks }) };
}

/** What holds today; entries that have expired are noted. */
export async function decisionsIn(
  path: string | undefined,
  { terminal, effects }: Pick<Context, 'terminal' | 'effects'>,
): Promise<TaskDecisions> {
  if (path === undefined) return new Map();
  const { decisions, expired } = await readTasksFile(path, dayOf(effects.now()));
  for (const task of expired) terminal.note(`The decision on task ${escapeForTerminal(task)} has expired.\n`);
  return decisions;
}

function refuseWithout({ asked, implied }: Question, parameter: string, flag: string, what: string): void {
  if (implied.some(({ name }) => name === parameter)) return;
  throw usageError(
    `Cannot use ${flag} for ${asked}: its rows show no ${what}.`,
    `\`access-lake query worklist\` takes it.`,
  );
}
