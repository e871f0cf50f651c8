/** The name of a list of actions: lists of one name are one list, whichever run, account and principal has them. */
import { sha256Of } from './sha256.js';

export const LIST_HASH_DIGITS = 32;

/**
 * The first 32 hexadecimal digits of SHA-256 over the action names as IAM wrote them, sorted by their UTF-8 bytes, each
 * ended by a line feed. Null: a list of none. No SQL computes it: engines compare it for equality alone.
 */
export function listHash(actionNames: readonly string[]): string | null {
  if (actionNames.length === 0) return null;
  const text = sortedByBytes(actionNames).join('\n');
  return sha256Of(`${text}\n`).slice(0, LIST_HASH_DIGITS);
}

/** UTF-16 orders text as UTF-8 does, but for characters beyond its first 65,536. */
function sortedByBytes(names: readonly string[]): string[] {
  if (!names.some((name) => SURROGATE.test(name))) return [...names].sort();
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const SURROGATE = /[\ud800-\udfff]/;

/** Lists with their hashes, for whoever computes them elsewhere. */
export const LIST_HASH_VECTORS: readonly { readonly actions: readonly string[]; readonly hash: string | null }[] = [
  { actions: [], hash: null },
  { actions: ['ListAllMyBuckets'], hash: 'c0c3b20fedf3ee52377bb6db96054da4' },
  { actions: ['ListAllMyBuckets', 'GetObject'], hash: 'e58140b2de4f89bb119f9f9dd4447b65' },
  { actions: ['GetObject', 'ListAllMyBuckets'], hash: 'e58140b2de4f89bb119f9f9dd4447b65' },
  { actions: ['getObject', 'GetObject', 'Get'], hash: '989843d23b579329a7aecc69b4d01abf' },
  { actions: ['🔑Turn', 'Ａct', 'Äct'], hash: '15fc1cd206cb53ec2d0a2323c30951b6' },
];
