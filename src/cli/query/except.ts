/** The file of --except-file: read, and as exceptions of a question. */

import { type ExceptFile, readExceptFile } from '../../decisions/except-file.js';
import { dayOf } from '../../model/days.js';
import { usageError } from '../../model/errors.js';
import { escapeForTerminal, quoted } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';
import type { Question } from '../../query/question/questions.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';

/** What holds today; entries that have expired are told. */
export async function readExceptions(path: string, { terminal, effects }: Context): Promise<ExceptFile> {
  const today = dayOf(effects.now());
  const file = await readExceptFile(path, today);
  for (const entry of file.expired) {
    terminal.note(`The exception ${escapeForTerminal(quoted(entry))} has expired and no longer applies.\n`);
  }
  return file;
}

/** By what an entry may name: the parameter of a question that takes it. */
const PARAMETERS = {
  principals: 'except',
  actions: 'except_action',
  policies: 'except_policy',
  tags: 'except_tag',
} as const;

/** The values with the entries of the file as exceptions; of those that the question does not take is told how many. */
export async function withExceptions(
  question: Question,
  given: Given,
  path: string | undefined,
  context: Context,
): Promise<Given> {
  if (path === undefined) return given;
  const { asked: name } = question;
  if (!Object.values(PARAMETERS).some((parameter) => isTaken(question, parameter))) {
    throw usageError(
      `Cannot use --except-file for ${name}: it takes no exceptions.`,
      `\`access-lake query ${name} --describe\` shows what it takes.`,
    );
  }
  const file = await readExceptions(path, context);
  let all = given;
  for (const [kind, parameter] of Object.entries(PARAMETERS) as [keyof typeof PARAMETERS, string][]) {
    const values = file[kind];
    if (values.length === 0) continue;
    if (isTaken(question, parameter)) {
      all = withValues(all, parameter, values);
    } else {
      context.terminal.note(`Without effect on ${name}: ${counted(values.length, 'exception')} by ${ENTRIES[kind]}.\n`);
    }
  }
  return all;
}

/** The values with more of one parameter beside what it has; a comma within one of them separates none. */
export function withValues(given: Given, parameter: string, values: readonly string[]): Given {
  if (values.length === 0) return given;
  const own = [given[parameter] ?? []].flat();
  return { ...given, [parameter]: [...own, ...values.map((value) => value.replaceAll(',', '\\,'))] };
}

const ENTRIES = { principals: 'principal', actions: 'action', policies: 'policy', tags: 'tag' } as const;

/**
 * Whether the question takes what keeps all that it has. What nobody uses it does not: there an exception is somebody
 * whose uses do not count, and of whom must keep what he has they do.
 */
function isTaken({ parameters, claims }: Question, parameter: string): boolean {
  if (!parameters.some(({ name }) => name === parameter)) return false;
  const isOfHolders = parameter === PARAMETERS.principals || parameter === PARAMETERS.tags;
  return !(isOfHolders && claims.some(({ word }) => word === 'candidate'));
}
