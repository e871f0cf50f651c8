/** proof.json of a proposal, read again: what it removes. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../model/errors.js';
import type { IndexEntry } from './index-entry.js';

/** Actions that the proposal of an index entry removes. Throws a UserError where the file does not say what the index says. */
export async function readRemoved(path: string, entry: IndexEntry): Promise<readonly string[]> {
  const proof = await parsed(path);
  const removed = proof.actions_removed;
  if (!Array.isArray(removed) || !removed.every((action) => typeof action === 'string')) {
    throw refused(path, 'it does not list the actions that the proposal removes');
  }
  const isOfEntry =
    removed.length === entry.actions_removed &&
    proof.sha256_before === entry.sha256_before &&
    proof.sha256_after === entry.sha256_after;
  if (!isOfEntry) throw refused(path, 'it does not say what index.json says of the proposal');
  return removed;
}

async function parsed(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return Object(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(path, 'it holds no JSON');
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw refused(path, 'there is no such file');
    throw error;
  }
}

function refused(path: string, found: string): UserError {
  return new UserError(`Cannot recheck "${path}": ${found}.`, {
    hint: 'Put the file back as it was written, or propose again with --out.',
  });
}
