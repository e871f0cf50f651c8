/**
 * Symbolic links below a folder: whoever made the folder may have put them there, and they may lead anywhere.
 * They are looked for before each call, so this holds for links that lie there, not for one that is put in between.
 */
import { lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The first link on the way from `root` (which may be one itself) to `path`, that included; undefined where there is none. */
export async function linkOnTheWay(root: string, path: string): Promise<string | undefined> {
  let at = root;
  for (const name of relative(root, path).split(sep)) {
    at = join(at, name);
    const found = at === root ? undefined : await lstat(at).catch(() => 'nothing there' as const);
    if (found === 'nothing there') return undefined; // what is wrong with it is told by who uses it
    if (found?.isSymbolicLink()) return at;
  }
  return undefined;
}
