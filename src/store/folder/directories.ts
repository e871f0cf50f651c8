/** Folders that outlive a crash, and go when they are empty. */
import { mkdir, open, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './failure.js';

/**
 * Makes `folder` and what leads to it; the topmost folder that was missing, undefined where none was.
 * Node's own recursive mkdir says ENOENT where the file system is read-only.
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    return await makeOne(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || dirname(folder) === folder) throw error;
  }
  const top = await makeFolder(dirname(folder));
  const made = await makeOne(folder);
  return top ?? made;
}

async function makeOne(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder);
    return folder;
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await stat(folder)).isDirectory()) return undefined;
    throw error;
  }
}

/** Writes down the names in `folder` and in each above it up to `top`: a name that is not may be gone after a crash. */
export async function syncFolders(folder: string, top: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    await syncFolder(at);
    if (at === top || at === dirname(at)) return;
  }
}

/** Takes away `folder` and those above it while they are empty, never `top`; the first that stays. */
export async function removeEmptyFolders(folder: string, top: string): Promise<string> {
  for (let at = folder; at !== top && at !== dirname(at); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) continue;
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EACCES', 'EPERM')) return at;
      throw error;
    }
  }
  return top;
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    // ENOENT: another has deleted what was in it. EINVAL: a file system that writes names at once. EACCES: a folder
    // above the destination that we may pass but not read.
    if (!hasCode(error, 'ENOENT', 'EINVAL', 'EACCES')) throw error;
  }
}
