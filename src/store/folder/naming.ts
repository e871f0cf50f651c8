/** A whole file gets its name: the moment in which it becomes an object. */
import { link, lstat, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { makeFolder, syncFolders } from './directories.js';
import { hasCode, inTheWay, linkMissing, toUserError, withUserErrors } from './failure.js';
import { refuseLinks } from './links.js';

/** The two calls that name a file; tests make them fail. */
export interface NamingCalls {
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
}

export const systemNaming: NamingCalls = { link, rename };

const ATTEMPTS = 100;

export interface Naming {
  readonly root: string;
  readonly from: string;
  readonly to: string;
  readonly ifAbsent: boolean;
}

/**
 * Gives the file `from` the name `to` and waits until the disk has it. Of all calls link() alone fails
 * where a name is taken, and of many at once lets one through. Another writer may take an empty folder
 * away between its making and the naming: then once more.
 */
export async function nameFile(naming: Naming, calls: NamingCalls): Promise<'stored' | 'exists'> {
  const { root, to } = naming;
  let top = root;
  await refuseLinks(root, dirname(to));
  for (let left = ATTEMPTS; ; left--) {
    try {
      const made = await makeFolder(dirname(to));
      if (made !== undefined && made.length <= top.length) top = dirname(made);
      const result = await nameOnce(naming, calls);
      if (result === 'stored') await withUserErrors('write', to, () => syncFolders(dirname(to), top));
      return result;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || left === 0) throw toUserError('write', to, error);
      await checkThere(naming);
    }
  }
}

async function nameOnce({ root, from, to, ifAbsent }: Naming, calls: NamingCalls): Promise<'stored' | 'exists'> {
  try {
    await (ifAbsent ? calls.link(from, to) : calls.rename(from, to));
    return 'stored';
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'EISDIR', 'ENOTEMPTY')) await refuseOther(to);
    if (ifAbsent && hasCode(error, 'EEXIST')) return 'exists';
    if (ifAbsent && hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw linkMissing(root, error);
    throw error;
  }
}

/** Our unfinished file is there as long as nobody takes us for dead: asleep for a day on another machine, say. */
async function checkThere({ from, to }: Naming): Promise<void> {
  try {
    await stat(from);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw toUserError('read', from, error);
    throw new UserError(`Cannot write ${jsonForTerminal(to)}: its unfinished file was removed by another process.`, {
      hint: 'Run the same command again.',
      cause: error,
    });
  }
}

/** Fails with a UserError where the name is taken by what is no object, and so would be told to exist and not be found. */
async function refuseOther(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory()) throw inTheWay(path, 'a folder');
  if (found !== undefined && !found.isFile()) throw inTheWay(path, 'a link, pipe or device');
}
