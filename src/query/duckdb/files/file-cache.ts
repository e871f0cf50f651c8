/** Copies of a lake's files in the user's cache folder, each checked against its manifest before it is kept. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../../model/errors.js';
import { jsonForTerminal } from '../../../model/escape.js';
import { unwritable } from '../../../model/unwritable.js';
import type { Store } from '../../../store/store.js';
import type { LakeFile } from './readable-files.js';

const MOST_BYTES = 10e9;
/** Who asked for a file may still read it. */
const KEPT_FOR_MS = 3_600_000;

export interface FileCache {
  readonly folder: string;
  /** Where the copy of a file lies: below {@link folder} as in a lake, under a name of its own. */
  pathOf(file: LakeFile): string;
  /** Copies the file unless it is there; how many bytes were fetched. Fails with a UserError where it is not that of the manifest. */
  take(store: Pick<Store, 'get' | 'location'>, file: LakeFile): Promise<number>;
  /** Takes away what was not asked for longest, as far as the cache is too large. */
  trim(): Promise<void>;
}

/** `access-lake/files` in the folder of caches that the environment names, or in ~/.cache. */
export function userCache({ XDG_CACHE_HOME: caches }: NodeJS.ProcessEnv): string {
  return join(caches || join(homedir(), '.cache'), 'access-lake', 'files');
}

export function fileCache(folder: string, most = MOST_BYTES, now = Date.now): FileCache {
  const pathOf = ({ sha256, key }: LakeFile): string => {
    const name = `${sha256}-${sha256Of(Buffer.from(key)).slice(0, 16)}.parquet`;
    return join(folder, dirname(key), name);
  };
  return {
    folder,
    pathOf,
    take: async (store, file) => {
      const path = pathOf(file);
      if (await isKept(path, file.bytes, now())) return 0;
      const bytes = await fetched(store, file);
      await keep(path, bytes);
      return bytes.length;
    },
    trim: () => trim(folder, most, now()),
  };
}

async function isKept(path: string, bytes: number, now: number): Promise<boolean> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size !== bytes) return false;
    await utimes(path, now / 1000, now / 1000);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unwritable(error, path, HINT);
  }
}

const HINT = 'The environment variable XDG_CACHE_HOME names another folder for caches.';

async function fetched(store: Pick<Store, 'get' | 'location'>, file: LakeFile): Promise<Uint8Array> {
  const { key, sha256, isDerived } = file;
  const bytes = await store.get(key);
  if (bytes !== undefined && (isDerived || sha256Of(bytes) === sha256)) return bytes;
  const state = bytes === undefined ? 'it is not there any more' : 'it is not the file that its manifest names';
  throw new UserError(`Cannot copy ${jsonForTerminal(key)} of ${jsonForTerminal(store.location)}: ${state}.`, {
    hint: '`access-lake verify` names every damage.',
  });
}

/** Nobody sees a part of it. What a lake tells is for its reader alone. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, bytes, { flag: 'wx', mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unwritable(error, path, HINT);
  }
}

async function trim(folder: string, most: number, now: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(paths.map(async (path) => ({ path, ...(await sizeAndTime(path)) })));
  let total = found.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, usedAt } of found.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= most || now - usedAt < KEPT_FOR_MS) return;
    await rm(path, { force: true });
    total -= size;
  }
}

/** Of one that went meanwhile: nothing. */
async function sizeAndTime(path: string): Promise<{ size: number; usedAt: number }> {
  return stat(path).then(
    ({ size, mtimeMs }) => ({ size, usedAt: mtimeMs }),
    () => ({ size: 0, usedAt: 0 }),
  );
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
