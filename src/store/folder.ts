/** The folder as a store: an object is a file, put together elsewhere and named when it is whole. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Effects, systemEffects } from '../model/effects.js';
import { checkFolder } from './folder/check.js';
import { hasCode, isAbsent, toUserError } from './folder/failure.js';
import { type NamingCalls, nameFile, systemNaming } from './folder/naming.js';
import { removeFiles } from './folder/remove.js';
import { removeAbandoned, writeTemporary } from './folder/temporary.js';
import { walk } from './folder/walk.js';
import { checkKey, checkPrefix } from './key.js';
import type { Store } from './store.js';

/**
 * The folder at `path`, made with the first object. Needs a file system with hard links. What a person can
 * mend (no room, no right, read-only, a file in the way) is a UserError that names the path.
 */
export function folderStore(path: string, effects: Effects = systemEffects, calls: NamingCalls = systemNaming): Store {
  const root = resolve(path);
  return {
    location: path,
    async get(key) {
      checkKey(key);
      return await read(root, join(root, key));
    },
    async put(key, body, { ifAbsent = false } = {}) {
      checkKey(key);
      const temporary = await writeTemporary(root, key, body, effects);
      const naming = { root, from: temporary.path, to: join(root, key), ifAbsent };
      return await nameFile(naming, calls).finally(temporary.remove);
    },
    async *list(prefix) {
      checkPrefix(prefix);
      yield* walk(root, prefix);
    },
    async delete(keys) {
      keys.forEach(checkKey);
      await removeFiles(root, keys);
    },
    async abortUploads(prefix) {
      checkPrefix(prefix);
      return await removeAbandoned(root, prefix, effects.now());
    },
    check: () => checkFolder(root, calls, effects),
  };
}

async function read(root: string, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'EISDIR') || (await isAbsent(error, root))) return undefined;
    throw toUserError('read', path, error);
  }
}
