/** The users and roles that --except-file names, as filters of a digest. */
import { counted } from '../../model/numbers.js';
import type { Given } from '../../query/question/values.js';
import type { Context } from '../command.js';
import { readExceptions, withValues } from '../query/except.js';

/** The filters with the users, roles and tags of the file beside them; a note counts the entries that a digest cannot use. */
export async function withExceptFile(given: Given, path: string | undefined, context: Context): Promise<Given> {
  if (path === undefined) return given;
  const { principals, tags, actions, policies } = await readExceptions(path, context);
  const others = actions.length + policies.length;
  if (others > 0)
    context.terminal.note(`Without effect on digest: ${counted(others, 'exception')} of actions or policies.\n`);
  return withValues(withValues(given, 'except', principals), 'except_tag', tags);
}
