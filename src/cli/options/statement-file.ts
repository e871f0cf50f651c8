/** The file of --file. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';

/** A statement of a person is some kilobytes. */
const MOST_BYTES = 2 ** 20;

/** Its text. Fails with a usageError for what is no regular file or holds more than 1 MiB. */
export async function readStatement(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a pipe that nobody writes would block
    if (!(await file.stat()).isFile()) throw unreadable(path, 'it is not a regular file');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES + 1), 0, MOST_BYTES + 1, 0);
    if (bytesRead > MOST_BYTES) throw unreadable(path, 'it is larger than 1 MiB');
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : unreadable(path, code);
  } finally {
    await file?.close();
  }
}

function unreadable(path: string, state: string): Error {
  return usageError(`Cannot read ${jsonForTerminal(path)}: ${state}.`, 'Give --file a file with one SELECT.');
}
