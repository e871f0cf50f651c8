/** The files below a folder as entries of a store. */
import { isUtf8 } from 'node:buffer';
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { linkOnTheWay } from '../../files/links.js';
import { compareKeys, isKey } from '../key.js';
import type { Entry } from '../store.js';
import { hasCode, isAbsent, toUserError } from './failure.js';

/**
 * Regular files below `root` whose key begins with `prefix`, by ascending key. No symbolic link is followed. A name
 * that is no UTF-8 is left out, since no key can say it. A folder or file that goes while it is read was deleted by somebody: left out.
 */
export async function* walk(root: string, prefix: string): AsyncGenerator<Entry> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if ((await linkOnTheWay(root, join(root, base))) !== undefined) return;
  for await (const { key, found } of below(root, base, prefix)) {
    if (found.isFile()) yield { key, bytes: found.size, modifiedAt: found.mtimeMs };
  }
}

/** Keys of what is neither file nor folder, as {@link walk} finds them. */
export async function* walkForeign(root: string): AsyncGenerator<string> {
  for await (const { key, found } of below(root, '', '')) if (!found.isFile()) yield key;
}

interface Leaf {
  readonly key: string;
  readonly found: Stats;
}

/** All but the folders. */
async function* below(root: string, base: string, prefix: string): AsyncGenerator<Leaf> {
  for (const { key, isFolder } of await children(root, base, prefix)) {
    if (isFolder) yield* below(root, `${key}/`, prefix);
    else {
      const found = await statOf(join(root, key));
      if (found !== undefined && !found.isDirectory()) yield { key, found };
    }
  }
}

interface Child {
  readonly key: string;
  readonly isFolder: boolean;
}

/** A folder sorts where its files do: `a-b` before `a/c` before `a0`. */
async function children(root: string, base: string, prefix: string): Promise<Child[]> {
  const wanted: Child[] = [];
  for (const child of await readFolder(root, join(root, base))) {
    const key = base + child.name.toString();
    if (!isUtf8(child.name) || !isKey(key) || !key.startsWith(prefix)) continue;
    wanted.push({ key, isFolder: child.isDirectory() });
  }
  const place = ({ key, isFolder }: Child) => (isFolder ? `${key}/` : key);
  return wanted.sort((a, b) => compareKeys(place(a), place(b)));
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw toUserError('read', path, error);
  }
}

async function readFolder(root: string, path: string): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (await isAbsent(error, root)) return [];
    throw toUserError('list', path, error);
  }
}
