/** `query worklist --snooze`: an entry in the file of --tasks-file, for a task that the lake has. */
import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { unfinishedPlace, writeNamedFile } from '../../files/named-file.js';
import { dayOf } from '../../model/days.js';
import { type ExitName, UserError, usageError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { readTasksFile, withDecision } from '../../policy/tasks-file.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';
import { tasksOf, theOne } from './chosen-task.js';
import { decidedIn } from './decided.js';
import { withEngine } from './engine.js';
import type { QueryValues } from './options.js';

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
  const text = await textOf(path, context);
  return withEngine(values, { action: 'ask' }, context, async (engine, progress) => {
    const options = { signal: context.signal, onProgress: progress.report };
    const decided = await decidedIn(
      { ownersFile: values.ownersFile, tasksFile: text === '' ? undefined : path },
      context,
    );
    const tasks = await tasksOf(engine, { ...given, ...decided }, options);
    progress.end();
    const { id, task } = theOne(tasks, asked);
    const written = await withDecision(text, id, { reason, owner: userInfo().username, expires: until });
    const unfinished = unfinishedPlace(path, context.effects.randomId(8));
    await writeNamedFile({ path, unfinished, hint: 'Give another --tasks-file.' }, async (place) => {
      await writeFile(place, written, { flag: 'wx' });
      return true;
    });
    context.terminal.note(`Snoozed until ${until}: ${escapeForTerminal(task)}\n`);
    return 'ok';
  });
}

/** Of a file that is not there, nothing; one that is no tasks file is refused, and stays as it is. */
async function textOf(path: string, { effects }: Context): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UserError(`Cannot read --tasks-file "${path}": ${error.message}.`);
  });
  if (text !== '') await readTasksFile(path, dayOf(effects.now()));
  return text;
}
