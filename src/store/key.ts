/** Keys of a store: which texts are keys, and their order. */
import { usageError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';

/** What is unfinished or a probe lies below it: no list shows it, no key may begin with it, Athena skips it for its `_`. */
export const HIDDEN_FOLDER = '_tmp';

const MAX_BYTES = 1024; // of a key in S3, prefix included
const SURROGATE = /\p{Cs}/u;

/** Whether a store may hold, and its list show, an object of this key. */
export function isKey(key: string): boolean {
  const parts = key.split('/');
  return parts[0] !== HIDDEN_FOLDER && parts.every(isPart) && Buffer.byteLength(key) <= MAX_BYTES;
}

/** Fails with a usage error where {@link isKey} says no: a key may come from an option such as a plan's id. */
export function checkKey(key: string): void {
  if (!isKey(key)) throw usageError(`Cannot use ${jsonForTerminal(key)} as a key of the destination: ${reason(key)}.`);
}

/** A prefix is the beginning of a key: what stands before its last `/` must be parts of a key. */
export function checkPrefix(prefix: string): void {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (folder !== '') checkKey(folder.slice(0, -1));
}

/** Ascending by UTF-8 bytes, as S3 lists. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && !SURROGATE.test(part);
}

function reason(key: string): string {
  if (key.split('/')[0] === HIDDEN_FOLDER) return `"${HIDDEN_FOLDER}" is reserved for unfinished files`;
  if (Buffer.byteLength(key) > MAX_BYTES) return `it has more than ${MAX_BYTES} bytes`;
  return 'its parts must be names, not empty, "." or "..", without NUL and half characters';
}
