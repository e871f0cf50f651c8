/** A file that people and commands change, several at once: each change is made to what the file then holds. */
import { chmod, chown, lstat, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Effects } from '../model/effects.js';
import { UserError, unwritable } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { unfinishedPlace, writeNamedFile } from './named-file.js';
import { type NamedText, readNamedText } from './named-text.js';
import { isGone, thisWriter } from './writer.js';

export interface EditedFile extends NamedText {
  readonly path: string;
  /** What a person does who cannot write there, such as `Give another --tasks-file.`. */
  readonly hint: string;
}

export type EditEffects = Pick<Effects, 'now' | 'monotonic' | 'sleep' | 'randomId'>;

/** A change takes milliseconds. */
const LONGEST_WAIT_MS = 30_000;
const WAIT_MS = 20;
/** Of a file that somebody else, who knows no lock, changes again and again. */
const MOST_TRIES = 100;
const MOST_WRITER_BYTES = 1000;

/**
 * Gives the file the text that `change` makes of its text (of none: ''), whole, with the modes it has. Commands take turns
 * by a lock beside it, `<path>.lock`. Where somebody else wrote it meanwhile, `change` is called again with that text.
 * Fails with a UserError, and with what `change` throws; then the file stays as it is.
 */
export async function editNamedFile(
  file: EditedFile,
  change: (text: string) => Promise<string>,
  effects: EditEffects,
): Promise<void> {
  const { path, hint } = file;
  const unfinished = unfinishedPlace(path, effects.randomId(8));
  const read = async (): Promise<string> => (await readNamedText(path, file)) ?? '';
  await read(); // what is no regular file gets no lock beside it
  await inTurn(file, effects, () =>
    writeNamedFile({ path, unfinished, hint }, async (place) => {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const text = await read();
        const changed = await change(text);
        await rm(place, { force: true });
        await writeFile(place, changed, { flag: 'wx' });
        await keepModes(path, place);
        if ((await read()) === text) return true;
      }
      throw notWritten(path, 'something else keeps changing it', 'Try again once it rests.');
    }),
  );
}

/** As far as the system lets: who may give a file to another owner or group is few. */
async function keepModes(from: string, to: string): Promise<void> {
  const found = await lstat(from).catch(() => undefined);
  if (found === undefined) return;
  await chown(to, found.uid, found.gid).catch(() => chown(to, -1, found.gid).catch(() => undefined));
  await chmod(to, found.mode & 0o777);
}

async function inTurn(
  { path, hint }: EditedFile,
  { now, monotonic, sleep }: EditEffects,
  work: () => Promise<void>,
): Promise<void> {
  const lock = `${resolve(path)}.lock`;
  const until = monotonic() + LONGEST_WAIT_MS;
  while (!(await isTaken(lock, path, hint))) {
    if (await isLeft(lock, now())) await rm(lock, { force: true });
    else if (monotonic() < until) await sleep(WAIT_MS);
    else {
      const way = `Wait for that command. If it was killed, remove ${jsonForTerminal(lock)}.`;
      throw notWritten(path, 'another command is changing it', way);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether this process now has the lock. */
async function isTaken(lock: string, path: string, hint: string): Promise<boolean> {
  try {
    await writeFile(lock, thisWriter(), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(error, path, hint);
  }
}

/** Whether whoever has the lock is gone. */
async function isLeft(lock: string, now: number): Promise<boolean> {
  const found = await lstat(lock).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  const refused = (): Error => new Error('no lock of a command');
  const writer = await readNamedText(lock, { mostBytes: MOST_WRITER_BYTES, refused }).catch(() => '');
  return writer !== undefined && isGone(writer, found.mtimeMs, now);
}

function notWritten(path: string, state: string, hint: string): UserError {
  return new UserError(`Cannot write ${jsonForTerminal(path)}: ${state}.`, { hint });
}
