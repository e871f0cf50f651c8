/** The folder of a proposal: written aside, and put in place when it is whole. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../../model/effects.js';
import { UserError } from '../../model/errors.js';
import type { WrittenFile } from './document.js';
import { readIndex } from './index-file.js';

/** Refuses a place that holds anything but an earlier proposal. */
export async function checkOut(out: string): Promise<void> {
  if (!existsSync(out)) return;
  const names = await readdir(out).catch(() => ['a file']);
  if (names.length === 0 || (await readIndex(out)) !== undefined) return;
  throw new UserError(`Cannot write proposals to "${out}": it holds something else.`, {
    hint: 'Give an empty or new folder to --out, or one that holds earlier proposals.',
    exit: 'usage',
  });
}

/** A folder in the making; nothing is seen at its place before {@link UnfinishedFolder.finish}. */
export class UnfinishedFolder {
  private readonly out: string;
  private readonly aside: string;

  constructor(out: string, { randomId }: Pick<Effects, 'randomId'>) {
    this.out = out.replace(/\/+$/, '');
    this.aside = `${this.out}.${randomId(4)}.partial`;
  }

  async write(folder: string, files: readonly WrittenFile[]): Promise<void> {
    const place = join(this.aside, folder);
    await mkdir(place, { recursive: true });
    const write = ({ name, text, isExecutable }: WrittenFile): Promise<void> =>
      writeFile(join(place, name), text, { flag: 'wx', mode: isExecutable ? 0o755 : 0o644 });
    await Promise.all(files.map(write));
  }

  async finish(): Promise<void> {
    const old = `${this.aside}.old`;
    if (existsSync(this.out)) await rename(this.out, old);
    await rename(this.aside, this.out);
    await rm(old, { recursive: true, force: true });
  }

  async discard(): Promise<void> {
    await rm(this.aside, { recursive: true, force: true });
  }
}
