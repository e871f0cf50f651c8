/** Whether a folder can be a store, found out by doing with a probe all that a store does. */
import { access, constants, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from '../../model/effects.js';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { makeFolder, removeEmptyFolders } from './directories.js';
import { linkMissing, withUserErrors } from './failure.js';
import { type NamingCalls, nameFile } from './naming.js';
import { ownFolder, writeTemporary } from './temporary.js';

/** Fails with a UserError unless `root` can be written to, read and listed; leaves nothing behind, `root` neither. */
export async function checkFolder(root: string, calls: NamingCalls, effects: Effects): Promise<void> {
  await checkIsFolder(root);
  const made = await withUserErrors('make the folder', root, () => makeFolder(root));
  const probe = ownFolder(root, effects);
  try {
    await withUserErrors('use the folder', root, () => access(root, constants.R_OK | constants.W_OK | constants.X_OK));
    await withUserErrors('list', root, () => readdir(root));
    await tryNaming(root, join(probe, 'check'), calls, effects);
  } finally {
    await rm(probe, { recursive: true, force: true }).catch(() => {});
    await removeEmptyFolders(dirname(probe), root).catch(() => {});
    if (made !== undefined) await removeEmptyFolders(root, dirname(made)).catch(() => {});
  }
}

async function checkIsFolder(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined); // what is wrong with it shows when it is made
  if (found === undefined || found.isDirectory()) return;
  throw new UserError(`Cannot use ${jsonForTerminal(root)} as a destination: it is a file, not a folder.`, {
    hint: 'Choose a destination that is a folder, or does not exist yet.',
  });
}

/** The second taker of a name must be told so: runs tell each other apart by nothing else. */
async function tryNaming(root: string, to: string, calls: NamingCalls, effects: Effects): Promise<void> {
  const take = async () => {
    const temporary = await writeTemporary(root, 'check', Buffer.from('access-lake'), effects);
    return await nameFile({ root, from: temporary.path, to, ifAbsent: true }, calls).finally(temporary.remove);
  };
  const first = await take();
  const second = await take();
  if (first !== 'stored' || second !== 'exists') throw linkMissing(root);
}
