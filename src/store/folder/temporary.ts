/**
 * Unfinished files: `_tmp/<writer>.<random>/<key>`, on the file system of the destination. The folder tells
 * whose they are, the rest which key they were for.
 */
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { linkOnTheWay } from '../../files/links.js';
import { isGone, thisWriter } from '../../files/writer.js';
import type { Effects } from '../../model/effects.js';
import { HIDDEN_FOLDER } from '../key.js';
import type { Entry } from '../store.js';
import { makeFolder, removeEmptyFolders } from './directories.js';
import { hasCode, isAbsent, toUserError, withUserErrors } from './failure.js';
import { refuseLinks } from './links.js';
import { walk } from './walk.js';

const ATTEMPTS = 100;

/** A file of ours that is not yet an object. */
export interface Temporary {
  readonly path: string;
  /** Takes the file away; what cannot be taken away now is left to {@link removeAbandoned}. */
  remove(): Promise<void>;
}

/** A folder of this process that nobody else writes to, not made yet. */
export function ownFolder(root: string, effects: Effects): string {
  return join(root, HIDDEN_FOLDER, `${thisWriter()}.${effects.randomId(8)}`);
}

/** Writes `body` to a new file and waits until the disk has it. A body that throws leaves nothing. */
export async function writeTemporary(
  root: string,
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  effects: Effects,
): Promise<Temporary> {
  const own = ownFolder(root, effects);
  const path = join(own, key);
  const place = join(root, key); // what a person knows it by
  const remove = async () => {
    await rm(own, { recursive: true, force: true }).catch(() => {});
    await removeEmptyFolders(dirname(own), root).catch(() => {});
  };
  await refuseLinks(root, dirname(own));
  try {
    const file = await withUserErrors('write', place, () => openNew(path));
    await fill(file, place, body).finally(() => file.close());
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}

/** Removes what writers that are gone left for keys that begin with `prefix`; the number of files. */
export async function removeAbandoned(root: string, prefix: string, now: number): Promise<number> {
  let removed = 0;
  for (const own of await ownFolders(root)) {
    const files: Entry[] = [];
    for await (const file of walk(own, prefix)) files.push(file);
    const touchedAt = Math.max(await changedAt(own), ...files.map((file) => file.modifiedAt));
    if (!isGone(basename(own).split('.')[0] as string, touchedAt, now)) continue;
    for (const { key } of files)
      await withUserErrors('remove', join(own, key), () => rm(join(own, key), { force: true }));
    for (const { key } of files) await removeEmptyFolders(dirname(join(own, key)), root);
    await removeEmptyFolders(own, root);
    removed += files.length;
  }
  return removed;
}

/** Another writer that is done may take an empty folder away under our feet: then once more. */
async function openNew(path: string): Promise<FileHandle> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      await makeFolder(dirname(path));
      return await open(path, 'wx');
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || left === 0) throw error;
    }
  }
}

async function fill(file: FileHandle, place: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const write = (bytes: Uint8Array) => withUserErrors('write', place, () => file.writeFile(bytes));
  if (body instanceof Uint8Array) await write(body);
  else for await (const bytes of body) await write(bytes);
  await withUserErrors('write', place, () => file.sync());
}

/** Of each writer that is unfinished. A link is none: what is there is not ours. */
async function ownFolders(root: string): Promise<string[]> {
  const folder = join(root, HIDDEN_FOLDER);
  if ((await linkOnTheWay(root, folder)) !== undefined) return [];
  try {
    const children = await readdir(folder, { withFileTypes: true });
    return children.filter((child) => child.isDirectory()).map(({ name }) => join(folder, name));
  } catch (error) {
    if (await isAbsent(error, root)) return [];
    throw toUserError('list', folder, error);
  }
}

async function changedAt(path: string): Promise<number> {
  return await lstat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  );
}
