/** A file that a person named, whole or not at all; what is no file there is written to and never replaced. */
import { constants, createReadStream } from 'node:fs';
import { lstat, mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { unwritable } from '../../model/unwritable.js';

export interface NamedFile {
  readonly path: string;
  /** Of a file that is not whole yet, beside the one that it becomes. */
  readonly suffix: string;
  /** What a person does who cannot write there, such as `Give another --output.`. */
  readonly hint: string;
}

/**
 * Has `write` make a new file at the place it is given, which then takes the place of `path`. A link stays, and what it
 * leads to is replaced; a device, pipe or socket is written to. Fails with a UserError where that cannot be.
 */
export async function writeNamedFile(
  { path, suffix, hint }: NamedFile,
  write: (place: string) => Promise<void>,
): Promise<void> {
  try {
    const kind = await kindOf(path);
    if (kind === 'stream') await throughTemporary(path, write);
    else await replace(kind === 'file' ? await realpath(path) : path, suffix, write);
  } catch (error) {
    throw unwritable(error, path, hint);
  }
}

async function replace(path: string, suffix: string, write: (place: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${suffix}.partial`;
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function throughTemporary(path: string, write: (place: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-'));
  try {
    const whole = join(folder, 'whole');
    await write(whole);
    const target = await open(path, constants.O_WRONLY); // of a pipe: once it has a reader
    await pipeline(createReadStream(whole), target.createWriteStream());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What lies at `path`, through links. Fails with a UserError for a folder, and for a link that leads nowhere. */
async function kindOf(path: string): Promise<'file' | 'stream' | 'nothing'> {
  const found = await stat(path).catch(() => undefined); // who writes there tells what is wrong with it
  if (found?.isDirectory()) throw notWritten(path, 'it is a folder');
  if (found !== undefined) return found.isFile() ? 'file' : 'stream';
  const link = await lstat(path).catch(() => undefined);
  if (link !== undefined) throw notWritten(path, 'it is a link that leads nowhere');
  return 'nothing';
}

function notWritten(path: string, state: string): UserError {
  return new UserError(`Cannot write ${jsonForTerminal(path)}: ${state}.`, {
    hint: 'Name a file, new or to be replaced.',
  });
}
