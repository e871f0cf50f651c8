/** Copies of a lake's files in the user's cache folder, each held against its hash before it is used. */
import { createHash } from 'node:crypto';
import { type FileHandle, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { OwnFolder } from '../../../files/own-folder.js';
import { systemEffects } from '../../../model/effects.js';
import { UserError, unwritable } from '../../../model/errors.js';
import { jsonForTerminal } from '../../../model/escape.js';
import type { Store } from '../../../store/store.js';
import { sha256Of } from '../../../tools/sha256.js';
import type { LakeFile } from './readable-files.js';

const MOST_BYTES = 10e9;
/** Who asked for a file may still read it. */
const KEPT_FOR_MS = 3_600_000;

export interface Copy {
  /** Absolute. */
  readonly path: string;
  /** Bytes that were fetched; 0: the copy was there. */
  readonly fetched: number;
}

interface Kept {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** What of a bucket is copied. */
type Bucket = Pick<Store, 'get' | 'location'>;

/** What tells a file from others; `bytes` undefined: its size is not known before it is there. */
type Wanted = Pick<LakeFile, 'key' | 'sha256' | 'isDerived'> & Partial<Pick<LakeFile, 'bytes'>>;

export interface FileCache {
  /** Absolute. */
  readonly root: string;
  /** Whether a copy of that name and size is there; what is in it, `take` alone looks at. */
  holds(bucket: Pick<Store, 'location'>, file: LakeFile): Promise<boolean>;
  /** Where the copies of a lake lie, below it as in the lake, each under a name that ends in the hash of its bytes. */
  folderOf(location: string): string;
  /**
   * A copy that is whole, which then counts as asked for; undefined: there is none. Fails with a UserError where the folder is
   * not the caller's alone.
   */
  find(bucket: Pick<Store, 'location'>, file: Wanted): Promise<Kept | undefined>;
  /**
   * Copies the file unless it is there. Fails with a UserError where it is not that of the manifest, and where the
   * folder is not the caller's alone.
   */
  take(bucket: Bucket, file: Wanted): Promise<Copy>;
  /** Takes away what was not asked for longest, as far as the cache is too large, and what killed runs left. */
  trim(): Promise<void>;
}

/** `access-lake/files` in the folder of caches that the environment names, or in ~/.cache. */
export function userCache({ XDG_CACHE_HOME: caches }: NodeJS.ProcessEnv): string {
  return join(caches || join(homedir(), '.cache'), 'access-lake', 'files');
}

export function fileCache(root: string, most = MOST_BYTES, now = Date.now): FileCache {
  const folder = new OwnFolder(root, { hint: HINT, isPrivate: true }, systemEffects);
  let isOurs = false;
  const find: FileCache['find'] = async (bucket, file) => {
    if (!isOurs) await makeOurs(root);
    isOurs = true;
    return await wholeCopy(folder, pathsOf(bucket, file), file, now());
  };
  return {
    root,
    holds: (bucket, file) => holds(root, pathsOf(bucket, file), file),
    folderOf: (location) => join(root, nameOf(location)),
    find,
    take: async (bucket, file) => {
      const kept = await find(bucket, file);
      if (kept !== undefined) return { path: kept.path, fetched: 0 };
      const bytes = await fetched(bucket, file);
      const path = `${pathsOf(bucket, file)}${sha256Of(bytes)}.parquet`;
      await folder.replace(path, bytes);
      return { path: join(root, path), fetched: bytes.length };
    },
    trim: async () => {
      if ((await problemOf(root)) !== undefined) return; // what is there is none of ours
      await folder.close();
      await folder.clean(now());
      await trim(root, most, now());
    },
  };
}

const HINT = 'The environment variable XDG_CACHE_HOME names another folder for caches.';

/** Makes the folder. Fails with a UserError unless the caller alone can write there: copies of derived files are believed by it. */
async function makeOurs(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 }).catch((error) => {
    throw unwritable(error, root, HINT);
  });
  const problem = await problemOf(root);
  if (problem !== undefined) throw notOurs(root, problem);
}

/** Why the folder is not the caller's alone, as the end of a sentence. Windows has neither owner nor modes here. */
async function problemOf(root: string): Promise<string | undefined> {
  const found = await lstat(root).catch(() => undefined);
  if (!found?.isDirectory()) return 'it is not a folder, or it is a symbolic link';
  if (process.getuid === undefined) return undefined;
  if (found.uid !== process.getuid()) return 'it belongs to another user';
  return (found.mode & 0o077) === 0 ? undefined : 'other users may enter it';
}

function notOurs(root: string, state: string): UserError {
  return new UserError(`Cannot keep files in ${jsonForTerminal(root)}: ${state}.`, {
    hint: `Remove it: it is created again, for you alone. ${HINT}`,
  });
}

/** The beginning of a copy's path, up to the hash of its bytes; of a derived file, which no manifest names, with what tells it from others. */
function pathsOf({ location }: Pick<Store, 'location'>, { key, sha256, isDerived }: Wanted): string {
  return `${nameOf(location)}/${dirname(key)}/${isDerived ? sha256 : nameOf(key)}-`;
}

function nameOf(text: string): string {
  return sha256Of(text).slice(0, 32);
}

async function holds(root: string, beginning: string, file: LakeFile): Promise<boolean> {
  const hashes = file.isDerived ? await hashesAt(join(root, beginning)) : [file.sha256];
  const sizes = await Promise.all(hashes.map((hash) => sizeAndTime(join(root, `${beginning}${hash}.parquet`))));
  return sizes.some(({ size }) => size === file.bytes);
}

/** A copy that has the hash in its name; its time says that it was asked for. */
async function wholeCopy(folder: OwnFolder, beginning: string, file: Wanted, now: number): Promise<Kept | undefined> {
  const hashes = file.isDerived ? await hashesAt(join(folder.root, beginning)) : [file.sha256];
  for (const hash of hashes) {
    const path = `${beginning}${hash}.parquet`;
    const bytes = await folder.opened(path, async (handle, size) => {
      if (size !== (file.bytes ?? size) || (await sha256OfFile(handle)) !== hash) return undefined;
      await handle.utimes(now / 1000, now / 1000);
      return size;
    });
    if (bytes !== undefined) return { path: join(folder.root, path), bytes };
  }
  return undefined;
}

async function hashesAt(beginning: string): Promise<string[]> {
  const names = await readdir(dirname(beginning)).catch(() => []);
  return names.flatMap((name) => {
    const [, start, hash] = /^([0-9a-f]{64}-)([0-9a-f]{64})\.parquet$/.exec(name) ?? [];
    return hash !== undefined && beginning.endsWith(`/${start}`) ? [hash] : [];
  });
}

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 20;

async function sha256OfFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function fetched(bucket: Bucket, { key, sha256, isDerived }: Wanted): Promise<Uint8Array> {
  const bytes = await bucket.get(key);
  if (bytes !== undefined && (isDerived || sha256Of(bytes) === sha256)) return bytes;
  const state = bytes === undefined ? 'it no longer exists' : 'it is not the file named in its manifest';
  throw new UserError(`Cannot copy ${jsonForTerminal(key)} of ${jsonForTerminal(bucket.location)}: ${state}.`, {
    hint: '`access-lake verify` names every damage.',
  });
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
