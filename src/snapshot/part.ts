/** A staged part as it was written: fetched, and checked against its SHA-256. */

import type { Store } from '../store/store.js';
import { sha256Of } from '../tools/sha256.js';
import type { StagedPart } from './account-record.js';

/** Its bytes; `missing`, or `damaged` where they are not those that were staged. */
export async function fetchPart(
  store: Store,
  { key, sha256 }: Pick<StagedPart, 'key' | 'sha256'>,
): Promise<Uint8Array | 'missing' | 'damaged'> {
  const bytes = await store.get(key);
  if (bytes === undefined) return 'missing';
  return sha256Of(bytes) === sha256 ? bytes : 'damaged';
}
