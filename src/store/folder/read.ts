/** Reads an object: a regular file that is reached through folders alone. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linkOnTheWay } from '../../files/links.js';
import { checkSize } from '../size.js';
import { hasCode, isAbsent, toUserError } from './failure.js';

/** The whole file; undefined where there is none. A pipe would block, and a device may never end: none is opened. */
export async function readObject(root: string, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const path = join(root, key);
  if ((await linkOnTheWay(root, dirname(path))) !== undefined) return undefined;
  try {
    if (!(await lstat(path)).isFile()) return undefined;
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    return await readFile(file, path, maxBytes).finally(() => file.close());
  } catch (error) {
    if (hasCode(error, 'ELOOP') || (await isAbsent(error, root))) return undefined;
    throw toUserError('read', path, error);
  }
}

async function readFile(file: FileHandle, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const found: Stats = await file.stat();
  if (!found.isFile()) return undefined; // replaced since it was looked at
  checkSize(path, found.size, maxBytes);
  return await file.readFile();
}
