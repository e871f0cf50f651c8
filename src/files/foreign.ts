/** What lies in a folder at the places of this program's files, and is none of them. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LINK, NOT_REGULAR } from './own-folder.js';

/** Which paths are those of this program, relative to the folder, with `/`. */
export interface Layout {
  isFolder(path: string): boolean;
  isFile(path: string): boolean;
}

export interface Foreign {
  readonly path: string;
  /** The end of a sentence. */
  readonly state: string;
  /** It has a name of its own: nothing of ours is in its way. */
  readonly isBeside: boolean;
}

/**
 * What is a link or no regular file at a place of ours, and what lies below a folder of ours under a name that is not.
 * At the root other names are left out: they are somebody else's. No link is followed.
 */
export async function* foreignIn(root: string, layout: Layout, folder = ''): AsyncGenerator<Foreign> {
  for (const entry of await entriesOf(join(root, folder))) {
    const path = `${folder}${entry.name}`;
    const isOurs = layout.isFolder(path) || layout.isFile(path);
    const state = stateOf(entry, layout, path);
    if (state !== undefined && (isOurs || folder !== '')) yield { path, state, isBeside: !isOurs };
    else if (state === undefined && layout.isFolder(path)) yield* foreignIn(root, layout, `${path}/`);
  }
}

/** Names at the root that are those of this program's folders and files. */
export async function ownNames(root: string, layout: Layout): Promise<string[]> {
  const entries = await entriesOf(root);
  return entries.filter((entry) => stateOf(entry, layout, entry.name) === undefined).map(({ name }) => name);
}

function stateOf(entry: Dirent, layout: Layout, path: string): string | undefined {
  if (entry.isSymbolicLink()) return LINK;
  if (layout.isFolder(path)) return entry.isDirectory() ? undefined : 'it is not a folder';
  if (layout.isFile(path)) return entry.isFile() ? undefined : NOT_REGULAR;
  return 'it is not a file that access-lake writes there';
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
