/**
 * A file that a person named, whole or not at all. What is a device, pipe or socket there is written to and never
 * replaced. A link is refused: whoever made the folder may have put it there, and the file that it leads to would go.
 */
import { constants, createReadStream, lstatSync, type Stats, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError, unwritable } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';

export interface NamedFile {
  readonly path: string;
  /** Its {@link unfinishedPlace}. */
  readonly unfinished: string;
  /** What a person does who cannot write there, such as `Give another --out.`. */
  readonly hint: string;
}

/**
 * Where the file is made that becomes `path`: beside it, and of a device or pipe in the folder for temporary files.
 * Absolute. Fails with a UserError for a folder, and for a link to anything but a device or pipe.
 */
export function unfinishedPlace(path: string, randomId: string): string {
  if (kindOf(path) === 'stream') return join(tmpdir(), `access-lake-${randomId}.partial`);
  return `${resolve(path)}.${randomId}.partial`;
}

/**
 * Has `write` make the unfinished file, which then takes the place of `path` (of none, where it says false); a device,
 * pipe or socket is written to, also through a link. Fails with a UserError where that cannot be.
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
    await rm(unfinished, { force: true }).catch(() => undefined); // where nothing could be made, nothing is left
  }
}

async function finish(unfinished: string, path: string): Promise<void> {
  if (kindOf(path) !== 'stream') return rename(unfinished, path);
  const target = await open(path, constants.O_WRONLY); // of a pipe: once it has a reader
  await pipeline(createReadStream(unfinished), target.createWriteStream());
}

/** What lies at `path`. */
function kindOf(path: string): 'file' | 'stream' | 'nothing' {
  const found = lookedAt(() => lstatSync(path));
  if (found === undefined) return 'nothing';
  if (found.isDirectory()) throw notWritten(path, 'it is a folder');
  if (found.isSymbolicLink()) return kindOfTarget(path);
  return found.isFile() ? 'file' : 'stream';
}

/** The system's own links to what the caller has open, of which a file is written to as a stream. */
const OPEN_FILE = /^\/dev\/(?:stdout|stderr|fd\/\d+)$/;

function kindOfTarget(link: string): 'stream' {
  const target = lookedAt(() => statSync(link));
  if (target === undefined) throw notWritten(link, 'it is a link that leads nowhere');
  if (target.isDirectory()) throw notWritten(link, 'it is a folder');
  if (target.isFile() && !OPEN_FILE.test(link)) throw notWritten(link, 'it is a symbolic link to a file');
  return 'stream';
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
    hint: 'Name a new file or one to replace, not a link.',
  });
}
