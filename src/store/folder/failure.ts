/** What a file system refused, as a UserError. */
import { stat } from 'node:fs/promises';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';

interface Explanation {
  readonly state: string;
  readonly hint: string;
}

const RIGHTS = 'Give the user that runs access-lake the right to read and write there, or choose another destination.';
const ROOM = 'Free some space there, or choose another destination; then run the same command again.';
const NOT_FOLDER = 'Choose a destination that is a folder, or does not exist yet.';
const FAILING = 'Check the disk or the network it is on; then run the same command again.';

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  EACCES: { state: 'permission denied', hint: RIGHTS },
  EPERM: { state: 'not permitted', hint: RIGHTS },
  EROFS: { state: 'the file system is read-only', hint: 'Choose a destination that can be written to.' },
  ENOSPC: { state: 'no space is left on the file system', hint: ROOM },
  EDQUOT: { state: 'the disk quota is used up', hint: ROOM },
  EFBIG: { state: 'the file is larger than the file system or a limit allows', hint: 'Choose another destination.' },
  ENOENT: { state: 'a part of its path is missing, or a broken link', hint: NOT_FOLDER },
  ENOTDIR: { state: 'a part of the path is a file, not a folder', hint: NOT_FOLDER },
  EEXIST: { state: 'a file is where a folder should be', hint: NOT_FOLDER },
  EISDIR: { state: 'it is a folder, not a file', hint: 'Move that folder elsewhere.' },
  ENAMETOOLONG: { state: 'the path is too long', hint: 'Choose a destination with a shorter path.' },
  ELOOP: { state: 'the symbolic links form a loop', hint: 'Remove the link.' },
  EXDEV: {
    state: 'it is on a different file system than the rest of the destination',
    hint: 'Mount or link the whole destination, not a folder within it.',
  },
  EMFILE: { state: 'too many files are open', hint: 'Raise the limit on open files (ulimit -n).' },
  ENFILE: { state: 'too many files are open on this machine', hint: 'Close other programs, then run again.' },
  EIO: { state: 'the disk failed', hint: FAILING },
  ESTALE: { state: 'the network file system lost it', hint: FAILING },
  ETIMEDOUT: { state: 'the network file system did not answer', hint: FAILING },
};

/** Whether `error` came from the system with one of these codes, such as ENOENT. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Whether an object is not there: no such file, or a file where its folder would be. False where the destination is no folder. */
export async function isAbsent(error: unknown, root: string): Promise<boolean> {
  if (hasCode(error, 'ENOENT')) return true;
  if (!hasCode(error, 'ENOTDIR')) return false;
  return await stat(root).then(
    (found) => found.isDirectory(),
    () => false, // a file is on the way to it
  );
}

/** What a person can fix becomes a UserError that names `path`; anything else stays as it is. */
export function toUserError(action: string, path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const known = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  if (known === undefined) return error;
  const sentence = `Cannot ${action} ${jsonForTerminal(path)}: ${known.state} (${code}).`;
  return new UserError(sentence, { hint: known.hint, cause: error });
}

/** Runs calls to the file system; their failure is {@link toUserError}. */
export async function withUserErrors<T>(action: string, path: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw toUserError(action, path, error);
  }
}

/** For a path whose place is taken by what is no object, such as `a folder`: a store on files cannot hold `a` and `a/b`. */
export function inTheWay(path: string, what: string): UserError {
  return new UserError(`Cannot write ${jsonForTerminal(path)}: ${what} of that name already exists.`, {
    hint: 'Move it elsewhere.',
  });
}

/** For a file system that cannot give a name to a file only where that name is free. */
export function linkMissing(path: string, cause?: unknown): UserError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'a name could be taken twice';
  const sentence = `Cannot use the folder ${jsonForTerminal(path)}: its file system has no hard links (${code}).`;
  const hint = 'Without them two runs at once could overwrite each other. Choose a local disk, NFS or a bucket.';
  return new UserError(sentence, { hint, cause });
}
