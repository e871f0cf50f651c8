/** The folder of proposals: they are written aside, and take the place of earlier ones when they are whole. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignIn, ownNames } from '../../files/foreign.js';
import { type FolderEffects, isUnfinished, OwnFolder, refused } from '../../files/own-folder.js';
import { UserError, unwritable } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import type { WrittenFile } from './document/files.js';
import type { Index } from './index/file.js';
import { readIndex } from './index/read.js';
import { INDEX, PROPOSALS, README, REPLACED_INDEX } from './layout.js';

const HINT = 'Give an empty or new folder to --out, or one that holds earlier proposals.';

/** The call that names what is whole; tests make it fail. */
export interface RenamingCalls {
  rename(from: string, to: string): Promise<void>;
}

interface Place {
  readonly earlier: Index | undefined;
  readonly isNew: boolean;
}

/**
 * Proposals in the making: nothing of them is seen at its place before {@link finish}. Only what has the name and shape
 * that `propose` writes is replaced; what others keep at the root, such as `.git`, is left alone.
 */
export class UnfinishedProposals {
  /** Those that will be replaced. */
  readonly earlier: Index | undefined;
  private readonly folder: OwnFolder;
  /** Whether the folder itself was made for them. */
  private readonly isNew: boolean;
  /** Whether earlier proposals lie in the hidden folder alone. */
  private holdsEarlier = false;
  private readonly calls: RenamingCalls;

  private constructor(folder: OwnFolder, { earlier, isNew }: Place, calls: RenamingCalls) {
    this.folder = folder;
    this.earlier = earlier;
    this.isNew = isNew;
    this.calls = calls;
  }

  /**
   * Opens the place, makes it where it is not there, and takes away what a killed run left unfinished. Fails with a
   * UserError, and changes nothing, where it holds anything but proposals, where what is not ours lies among
   * them, and where another run writes to it.
   */
  static async open(
    out: string,
    effects: FolderEffects,
    calls: RenamingCalls = { rename },
  ): Promise<UnfinishedProposals> {
    const root = out.replace(/\/+$/, '') || '/';
    const folder = new OwnFolder(root, { hint: HINT }, effects);
    const names = await namesIn(root);
    const earlier = await earlierIndex(folder);
    if (earlier === undefined && names.some((name) => !isUnfinished(name))) throw holdsElse(out);
    await refuseForeign(root);
    const made = await mkdir(root, { recursive: true }).catch((error) => {
      throw unwritable(error, root, HINT);
    });
    await refuseOthers(folder, effects.now());
    return new UnfinishedProposals(folder, { earlier, isNew: made !== undefined }, calls);
  }

  async write(folder: string, files: readonly WrittenFile[]): Promise<void> {
    await Promise.all(files.map(({ name, ...file }) => this.folder.writeAside(join(NEW, folder, name), file)));
  }

  /**
   * Puts them in the place of the earlier ones, the index last; a failure puts the earlier ones back. A crash leaves
   * whole documents, old or new, and no index.json: the old one lies beside it as index.json.replaced, and the old
   * documents in the hidden folder, until `propose --out` runs again.
   */
  async finish(): Promise<void> {
    await refuseForeign(this.folder.root);
    const moves = new Moves(this.calls);
    this.holdsEarlier = true;
    try {
      await this.replace(moves);
    } catch (error) {
      await moves.undo();
      this.holdsEarlier = false;
      throw unwritable(error, this.folder.root, HINT);
    }
    this.holdsEarlier = false;
    await rm(join(this.folder.root, REPLACED_INDEX), { force: true });
    await this.folder.close();
  }

  private async replace(moves: Moves): Promise<void> {
    const { folder } = this;
    const at = (name: string): string => join(folder.root, name);
    const [made, old] = [await folder.aside(NEW), await folder.aside(OLD)];
    await mkdir(old);
    const earlier = await ownNames(folder.root, PROPOSALS);
    if (earlier.includes(INDEX)) await moves.move(at(INDEX), at(REPLACED_INDEX));
    for (const name of earlier.filter((own) => !INDEXES.includes(own))) await moves.move(at(name), join(old, name));
    const names = (await readdir(made)).filter((name) => name !== INDEX);
    for (const name of [...names, INDEX]) await moves.move(join(made, name), at(name));
  }

  async discard(): Promise<void> {
    if (this.holdsEarlier) return; // they could not be put back: a person can
    await this.folder.close();
    if (this.isNew) await rmdir(this.folder.root).catch(() => {}); // somebody else has put something there
  }
}

const NEW = 'new';
const OLD = 'old';
const INDEXES: readonly string[] = [INDEX, REPLACED_INDEX];

/** Renamings that can be taken back. */
class Moves {
  private readonly done: (readonly [from: string, to: string])[] = [];
  private readonly calls: RenamingCalls;

  constructor(calls: RenamingCalls) {
    this.calls = calls;
  }

  async move(from: string, to: string): Promise<void> {
    await this.calls.rename(from, to);
    this.done.push([from, to]);
  }

  async undo(): Promise<void> {
    for (const [from, to] of this.done.reverse()) await this.calls.rename(to, from);
  }
}

/** Fails with a UserError for a link, or anything but a file, where proposals have theirs. What others keep beside them is fine. */
export async function refuseLinks(root: string): Promise<void> {
  for await (const { path, state, isBeside } of foreignIn(root, PROPOSALS)) {
    if (!isBeside) throw refused('recheck', join(root, path), state);
  }
}

async function refuseForeign(root: string): Promise<void> {
  for await (const { path, state } of foreignIn(root, PROPOSALS)) throw refused('replace', join(root, path), state);
}

/** Takes away what killed runs left. Fails with a UserError where another one is at work. */
export async function refuseOthers(folder: OwnFolder, now: number): Promise<void> {
  await folder.aside(README); // whoever else begins now sees that we are here
  const [other] = await folder.clean(now);
  if (other === undefined) return;
  await folder.close();
  throw new UserError(`Cannot write proposals to ${jsonForTerminal(folder.root)}: another command writes there.`, {
    hint: `Wait until it is done. If it was killed on another machine, remove ${jsonForTerminal(join(folder.root, other))}.`,
  });
}

/** Of a folder that a killed run left without one: the index of those that it would have replaced. */
async function earlierIndex(folder: OwnFolder): Promise<Index | undefined> {
  const isThere = (await folder.look('read', INDEX)) !== undefined;
  return readIndex(folder, isThere ? INDEX : REPLACED_INDEX);
}

/** Of a place that is not there: none. */
async function namesIn(out: string): Promise<string[]> {
  return readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return ['a file'];
    throw unwritable(error, out, HINT);
  });
}

function holdsElse(out: string): UserError {
  return new UserError(`Cannot write proposals to "${out}": it holds something else.`, { hint: HINT, exit: 'usage' });
}
