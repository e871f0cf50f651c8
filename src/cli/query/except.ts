/** The file of --except-file: read, and as exceptions of a question. */
import { usageError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { type ExceptFile, readExceptFile } from '../../policy/except-file.js';
import type { Question } from '../../query/question/questions.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';

/** What holds today; entries that have expired are told. */
export async function readExceptions(path: string, { terminal, effects }: Context): Promise<ExceptFile> {
  const today = new Date(effects.now()).toISOString().slice(0, 10);
  const file = await readExceptFile(path, today);
  for (const entry of file.expired) {
    terminal.note(`The exception "${escapeForTerminal(entry)}" has expired and no longer holds.\n`);
  }
  return file;
}

/** The values with the principals of the file among the exceptions; what it says of others is told to hold for `propose`. */
export async function withExceptions(
  { name, parameters }: Question,
  given: Given,
  path: string | undefined,
  context: Context,
): Promise<Given> {
  if (path === undefined) return given;
  if (!parameters.some((parameter) => parameter.name === 'except')) {
    throw usageError(
      `Cannot use --except-file for ${name}: it takes no exceptions.`,
      `\`access-lake query ${name} --describe\` shows what it takes.`,
    );
  }
  const { principals, actions, policies, tags } = await readExceptions(path, context);
  const others = actions.length + policies.length + tags.length;
  if (others > 0)
    context.terminal.note(`Not for query: ${others} exceptions by action, policy or tag, which propose takes.\n`);
  const own = [given.except ?? []].flat().map(String);
  const except = [...own, ...principals.map((principal) => principal.replaceAll(',', '\\,'))];
  return except.length > 0 ? { ...given, except } : given;
}
