/** The folder for what a command needs only as long as it runs. Whoever is killed leaves it to the next command. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGone, thisWriter } from './writer.js';

/** The writer, and what mkdtemp puts behind it. */
const NAME = /^access-lake-([a-z0-9]+-\d+-[a-z0-9]+)\.\w{6}$/;

/** Makes one that its user alone may read; undefined where none can be made. First removes those of processes that are gone. */
export function makeScratchFolder(root: string = tmpdir()): string | undefined {
  try {
    for (const name of readdirSync(root)) removeLeft(root, name);
    return mkdtempSync(join(root, `access-lake-${thisWriter()}.`));
  } catch {
    return undefined;
  }
}

/** Only what this user made, and only where it is certain that its process is gone; a link stays. */
function removeLeft(root: string, name: string): void {
  const writer = NAME.exec(name)?.[1];
  if (writer === undefined || !isGone(writer, 0, 0)) return;
  try {
    const found = lstatSync(join(root, name));
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return;
    rmSync(join(root, name), { recursive: true, force: true });
  } catch {} // another command removed it meanwhile, or nobody may: it is in nobody's way
}
