/** The folder as a store: an object is a file, put together elsewhere and named when it is whole. */
import { join, resolve } from 'node:path';
import { type Effects, systemEffects } from '../model/effects.js';
import { checkFolder } from './folder/check.js';
import { type NamingCalls, nameFile, systemNaming } from './folder/naming.js';
import { readObject } from './folder/read.js';
import { removeFiles } from './folder/remove.js';
import { removeAbandoned, writeTemporary } from './folder/temporary.js';
import { walk, walkForeign } from './folder/walk.js';
import { checkKey, checkPrefix } from './key.js';
import { LARGEST_BYTES } from './size.js';
import type { Store } from './store.js';

/**
 * The folder at `path`, which may be a link, made with the first object. Below it no link is followed: a link is no
 * object and leads to none, and nothing is written through one. Needs a file system with hard links. What a person can
 * fix (no space, no permission, read-only, a file in the way) is a UserError that names the path.
 */
export function folderStore(path: string, effects: Effects = systemEffects, calls: NamingCalls = systemNaming): Store {
  const root = resolve(path);
  return {
    location: path,
    async get(key, { maxBytes = LARGEST_BYTES } = {}) {
      checkKey(key);
      return await readObject(root, key, maxBytes);
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
    listForeign: () => walkForeign(root),
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
