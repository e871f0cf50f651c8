/** proof.json of a proposal, read again: what it removes. */
import { join } from 'node:path';
import type { OwnFolder } from '../../../files/own-folder.js';
import { UserError } from '../../../model/errors.js';
import type { IndexEntry } from '../index/entry.js';

/** Longest proof, in bytes: every action of AWS takes 1 MB. */
const LARGEST_PROOF = 2 ** 26;

/** Actions that the proposal of an index entry removes. Throws a UserError where the file does not say what the index says. */
export async function readRemoved(folder: OwnFolder, entry: IndexEntry): Promise<readonly string[]> {
  const file = `${entry.id}/proof.json`;
  const path = join(folder.root, file);
  const proof = parsed(path, await folder.read(file, LARGEST_PROOF));
  const removed = proof.actions_removed;
  if (!Array.isArray(removed) || !removed.every((action) => typeof action === 'string')) {
    throw refused(path, 'it does not list the actions that the proposal removes');
  }
  const isOfEntry =
    removed.length === entry.actions_leave_text &&
    proof.sha256_before === entry.sha256_before &&
    proof.sha256_after === entry.sha256_after;
  if (!isOfEntry) throw refused(path, 'it does not say what index.json says of the proposal');
  return removed;
}

function parsed(path: string, text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) throw refused(path, 'there is no such file');
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(path, 'it holds no JSON');
    throw error;
  }
}

function refused(path: string, found: string): UserError {
  return new UserError(`Cannot recheck "${path}": ${found}.`, {
    hint: 'Put the file back as it was written, or propose again with --out.',
  });
}
