/** Takes objects away, and the folders that are empty without them: a bucket has none either. */
import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linkOnTheWay } from '../../files/links.js';
import { removeEmptyFolders, syncFolders } from './directories.js';
import { hasCode, isAbsent, toUserError, withUserErrors } from './failure.js';

/** Removes the files of `keys` in their order and waits until the disk has forgotten them. */
export async function removeFiles(root: string, keys: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const key of keys) {
    const path = join(root, key);
    if ((await linkOnTheWay(root, dirname(path))) !== undefined) continue; // what is behind it is none of ours
    if (await removeFile(root, path)) folders.add(dirname(path));
  }
  for (const folder of folders) {
    await withUserErrors('remove', folder, async () => {
      const stays = await removeEmptyFolders(folder, root);
      await syncFolders(stays, stays);
    });
  }
}

/** False where there was nothing. A folder of that name is no object: it stays. Of a link the link goes, not what it leads to. */
async function removeFile(root: string, path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EISDIR') || (await isAbsent(error, root))) return false;
    throw toUserError('remove', path, error);
  }
}
