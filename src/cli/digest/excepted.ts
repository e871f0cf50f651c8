/** The users and roles that --except-file names, as filters of a digest. */
import { counted } from '../../model/numbers.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';
import { escapedValue, readExceptions } from '../query/except.js';

/** The filters with the entries of the file beside them; how many name no user or role is told. */
export async function withExceptFile(given: Given, path: string | undefined, context: Context): Promise<Given> {
  if (path === undefined) return given;
  const { principals, tags, actions, policies } = await readExceptions(path, context);
  const others = actions.length + policies.length;
  if (others > 0)
    context.terminal.note(`Without effect on digest: ${counted(others, 'exception')} of actions or policies.\n`);
  return joined(given, { except: principals, except_tag: tags });
}

function joined(given: Given, more: Readonly<Record<string, readonly string[]>>): Given {
  const filled = Object.entries(more).filter(([, values]) => values.length > 0);
  const beside = ([name, values]: (typeof filled)[number]) => [
    name,
    [...[given[name] ?? []].flat(), ...values.map(escapedValue)],
  ];
  return { ...given, ...Object.fromEntries(filled.map(beside)) };
}
