/** A file that a person named, whole or not at all; what is no file there is written to and never replaced. */
import { constants, createReadStream, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { unwritable } from '../model/unwritable.js';

export interface NamedFile {
  readonly path: string;
  /** Its {@link unfinishedPlace}. */
  readonly unfinished: string;
  /** What a person does who cannot write there, such as `Give another --out.`. */
  readonly hint: string;
}

/**
 * Where the file is made that becomes `path`: beside it (beside what a link leads to), and of a device or pipe in the
 * folder for temporary files. Absolute. Fails with a UserError for a folder, and for a link that leads nowhere.
 */
export function unfinishedPlace(path: string, randomId: string): string {
  const kind = kindOf(path);
  if (kind === 'stream') return join(tmpdir(), `access-lake-${randomId}.partial`);
  return `${kind === 'file' ? realpathSync(path) : resolve(path)}.${randomId}.partial`;
}

/**
 * Has `write` make the unfinished file, which then takes the place of `path` (of none, where it says false). A link
 * stays, and what it leads to is replaced; a device, pipe or socket is written to. Fails with a UserError where that
 * cannot be.
 */
export async function writeNamedFile(
  { path, unfinished, hint }: NamedFile,
  write: (place: string) => Promise<boolean>,
): Promise<void> {
  try {
    if (await write(unfinished)) await finish(unfinished, path);
  } catch (error) {
    throw unwritable(error, path, hint);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function finish(unfinished: string, path: string): Promise<void> {
  const kind = kindOf(path);
  if (kind !== 'stream') return rename(unfinished, kind === 'file' ? await realpath(path) : path);
  const target = await open(path, constants.O_WRONLY); // of a pipe: once it has a reader
  await pipeline(createReadStream(unfinished), target.createWriteStream());
}

/** What lies at `path`, through links. */
function kindOf(path: string): 'file' | 'stream' | 'nothing' {
  const found = lookedAt(() => statSync(path));
  if (found?.isDirectory()) throw notWritten(path, 'it is a folder');
  if (found !== undefined) return found.isFile() ? 'file' : 'stream';
  if (lookedAt(() => lstatSync(path)) !== undefined) throw notWritten(path, 'it is a link that leads nowhere');
  return 'nothing';
}

/** What is wrong with a place is told when it is written to. */
function lookedAt(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function notWritten(path: string, state: string): UserError {
  return new UserError(`Cannot write ${jsonForTerminal(path)}: ${state}.`, {
    hint: 'Name a file, new or to be replaced.',
  });
}
