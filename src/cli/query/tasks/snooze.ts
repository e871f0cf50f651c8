/** `query worklist --snooze`: an entry in the file of --tasks-file, for a task that the lake has. */
import { userInfo } from 'node:os';
import { refuseOtherThanTasks, tasksTextAt, withDecision } from '../../../decisions/tasks-file.js';
import { editNamedFile } from '../../../files/edited-file.js';
import { readNamedText } from '../../../files/named-text.js';
import { dayOf } from '../../../model/days.js';
import { type ExitName, usageError } from '../../../model/errors.js';
import { escapeForTerminal } from '../../../model/escape.js';
import type { Given } from '../../../query/question/values.js';
import type { Context } from '../../command.js';
import { decidedIn } from '../decided.js';
import { withEngine } from '../engine.js';
import type { QueryValues } from '../options.js';
import { tasksOf, theOne } from './chosen-task.js';

/** Fails with a UserError where the question is another one, the date is past, or no one task has the id. */
export async function snooze(
  name: string | undefined,
  given: Given,
  values: QueryValues,
  context: Context,
): Promise<ExitName> {
  const { snooze: asked = '', until = '', reason = '', tasksFile: path = '' } = values;
  if (name !== 'worklist') throw usageError('Cannot use --snooze: only the rows of worklist are tasks.');
  if (until < dayOf(context.effects.now()))
    throw usageError(`Cannot snooze a task until "${until}": that day is past.`);
  const before = (await readNamedText(path, tasksTextAt(path))) ?? '';
  await refuseOtherThanTasks(path, before);
  return withEngine(values, { action: 'ask' }, context, async (engine, progress) => {
    const options = { signal: context.signal, onProgress: progress.report };
    const decided = await decidedIn(
      { ownersFile: values.ownersFile, tasksFile: before === '' ? undefined : path },
      context,
    );
    const tasks = await tasksOf(engine, { ...given, ...decided }, options);
    progress.end();
    const { id, task } = theOne(tasks, asked);
    const decision = { reason, owner: userName(context.environment), expires: until };
    const file = { path, hint: 'Give another --tasks-file.', ...tasksTextAt(path) };
    const change = async (text: string): Promise<string> => {
      await refuseOtherThanTasks(path, text);
      return withDecision(text, id, decision);
    };
    await editNamedFile(file, change, context.effects);
    context.terminal.note(`Snoozed until ${until}: ${escapeForTerminal(task)}\n`);
    return 'ok';
  });
}

/** Who signs; `find` fails for a user without an entry in the system's list, such as that of the image. */
export function userName(
  { USER, LOGNAME }: Context['environment'],
  find: () => { readonly username: string } = userInfo,
): string {
  try {
    return find().username;
  } catch {
    return USER || LOGNAME || `user ${process.getuid?.() ?? 'without a name'}`;
  }
}
