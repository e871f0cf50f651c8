/**
 * A folder in which this program reads and replaces files of its own beside files of others. Whoever made the folder may
 * have put anything there: it may be the checkout of somebody else's repository.
 */
import { constants, writeFileSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Effects } from '../model/effects.js';
import { UserError, unwritable, usageError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { linkOnTheWay } from './links.js';
import { isGone, thisWriter } from './writer.js';

/** For everybody whom the umask lets. */
const OPEN_MODES = { file: 0o666, program: 0o777, folder: 0o777 };
/** For the owner alone. */
const PRIVATE_MODES = { file: 0o600, program: 0o700, folder: 0o700 };

export interface FileText {
  /** In pieces where it is long. */
  readonly text: string | Uint8Array | Iterable<string>;
  readonly isExecutable?: true;
}

export interface FolderTraits {
  /** What a person does who cannot write there, such as `Give another --out.`. */
  readonly hint: string;
  /** Whether what is made is for its owner alone, whatever the umask. */
  readonly isPrivate?: boolean;
}

/** What of the effects names unfinished files, and finds those of writers that are gone. */
export type FolderEffects = Pick<Effects, 'randomId' | 'now'>;

/**
 * Below `root`, which may be a link itself, no symbolic link is followed and nothing but a regular file is read, replaced
 * or moved. Paths are relative, with `/`. A file is written in a hidden folder of this process (`.access-lake.…` in
 * the root) and renamed when it is whole. Fails with a UserError that names the place.
 */
export class OwnFolder {
  readonly root: string;
  private readonly hint: string;
  private readonly hidden: string;
  private readonly modes: typeof OPEN_MODES;
  /** Of the hidden folder: made once, however many files each has. */
  private readonly made = new Map<string, Promise<void>>();

  constructor(root: string, { hint, isPrivate = false }: FolderTraits, { randomId }: FolderEffects) {
    this.root = root;
    this.hint = hint;
    this.modes = isPrivate ? PRIVATE_MODES : OPEN_MODES;
    this.hidden = `${HIDDEN}${thisWriter()}.${randomId(8)}`;
  }

  /** The text of a file of at most so many bytes; undefined: there is none. */
  async read(path: string, mostBytes: number): Promise<string | undefined> {
    return (await this.readBytes(path, mostBytes))?.toString('utf8');
  }

  /** As {@link read}. */
  async readBytes(path: string, mostBytes: number): Promise<Buffer | undefined> {
    return this.opened(path, async (file, size) => {
      if (size <= mostBytes) return file.readFile();
      throw refused('read', join(this.root, path), `it has ${size} bytes, more than ${mostBytes}`);
    });
  }

  /** Works with a file that is open to read; undefined: there is none. */
  async opened<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T | undefined> {
    if ((await this.look('read', path)) === undefined) return undefined;
    const place = join(this.root, path);
    const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error) => {
      throw unreadable(place, error);
    });
    try {
      const found = await file.stat();
      if (!found.isFile()) throw refused('read', place, NOT_REGULAR); // replaced since it was looked at
      return await work(file, found.size);
    } finally {
      await file.close();
    }
  }

  /** Writes a file that nobody sees until it is named; `name` is a path in the hidden folder, which it returns. */
  async writeAside(name: string, { text, isExecutable }: FileText): Promise<string> {
    const place = await this.aside(name);
    const mode = isExecutable ? this.modes.program : this.modes.file;
    // A text at hand is written here and now: the way through another thread costs more than the calls.
    await this.told(async () =>
      typeof text === 'string'
        ? writeFileSync(place, text, { flag: 'wx', mode })
        : await writeFile(place, text, { flag: 'wx', mode }),
    );
    return place;
  }

  /** A place in the hidden folder, for what others write; the folders that lead to it are there. */
  async aside(name: string): Promise<string> {
    const place = join(this.root, this.hidden, name);
    const folder = dirname(place);
    const made = this.made.get(folder) ?? this.told(() => this.makeFolder(folder));
    this.made.set(folder, made);
    made.catch(() => this.made.delete(folder)); // it may be made the next time
    await made;
    return place;
  }

  /** Writes the file, in the place of one that is there. */
  async replace(path: string, text: FileText['text']): Promise<void> {
    await this.name(await this.writeAside(basename(path), { text }), path);
  }

  /** Gives what lies at an absolute place of the hidden folder its path. */
  async name(place: string, path: string): Promise<void> {
    await this.look('write', path);
    await this.told(async () => {
      await this.makeFolder(dirname(join(this.root, path)));
      await rename(place, join(this.root, path));
    });
  }

  /** Renames a file; false: it is not there. */
  async move(from: string, to: string): Promise<boolean> {
    if ((await this.look('move', from)) === undefined) return false;
    await this.name(join(this.root, from), to);
    return true;
  }

  /** Fails with a UserError unless a regular file lies there that no link leads to; undefined: there is nothing. */
  async look(action: 'read' | 'write' | 'move', path: string): Promise<'file' | undefined> {
    const place = join(this.root, path);
    const link = await linkOnTheWay(this.root, place);
    if (link !== undefined) throw refused(action, link, LINK);
    const found = await lstat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw unreadable(place, error, action);
    });
    if (found === undefined) return undefined;
    if (!found.isFile()) throw refused(action, place, NOT_REGULAR);
    return 'file';
  }

  /** Takes away what is unfinished. */
  async close(): Promise<void> {
    this.made.clear();
    await rm(join(this.root, this.hidden), { recursive: true, force: true });
  }

  /** Takes away what writers that are gone left unfinished, as far as it may; the names of those that live, or may live. */
  async clean(now: number): Promise<string[]> {
    const living: string[] = [];
    for (const name of await hiddenIn(this.root)) {
      if (name === this.hidden) continue;
      const place = join(this.root, name);
      const touchedAt = await lstat(place).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0, // it went meanwhile
      );
      const [writer = ''] = name.slice(HIDDEN.length).split('.');
      if (!isGone(writer, touchedAt, now)) living.push(name);
      else await rm(place, { recursive: true, force: true }).catch(() => {}); // somebody else's: it is in nobody's way
    }
    return living;
  }

  private async makeFolder(place: string): Promise<void> {
    await mkdir(place, { recursive: true, mode: this.modes.folder });
  }

  private async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw unwritable(error, this.root, this.hint);
    }
  }
}

const HIDDEN = '.access-lake.';
const HIDDEN_NAME = /^\.access-lake\.[a-z0-9]+-\d+-[a-z0-9]+\.[0-9a-f]{16}$/;

/** Whether a name in a folder is that of what is unfinished. */
export function isUnfinished(name: string): boolean {
  return HIDDEN_NAME.test(name);
}

async function hiddenIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && isUnfinished(entry.name)).map(({ name }) => name);
}

export const LINK = 'it is a symbolic link, and links are not followed in a folder that somebody else may have created';
export const NOT_REGULAR = 'it is not a regular file';

/** The system's reason may lie with any folder on the way. */
function unreadable(place: string, { code }: NodeJS.ErrnoException, action = 'read'): UserError {
  return usageError(
    `Cannot ${action} ${jsonForTerminal(place)}: ${code}.`,
    'Use another folder, or change its rights.',
  );
}

export function refused(action: string, place: string, state: string): UserError {
  return new UserError(`Cannot ${action} ${jsonForTerminal(place)}: ${state}.`, {
    hint: 'Remove it, or use another folder.',
    exit: 'usage',
  });
}
