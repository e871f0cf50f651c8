/** Small objects of the staging as JSON. Somebody else may have written them. */
import { TooLargeError } from '../store/size.js';
import type { PutOptions, Store } from '../store/store.js';
import { parseJson } from './shape.js';

/** More than a plan of any organization takes. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The object at `key`; undefined when there is none, `damaged` when it is not what `is` expects, or too large. */
export async function getJson<T>(
  store: Store,
  key: string,
  is: (value: unknown) => value is T,
): Promise<T | 'damaged' | undefined> {
  try {
    const bytes = await store.get(key, { maxBytes: MAX_BYTES });
    if (bytes === undefined) return undefined;
    const value = parseJson(new TextDecoder().decode(bytes));
    return is(value) ? value : 'damaged';
  } catch (error) {
    if (error instanceof TooLargeError) return 'damaged';
    throw error;
  }
}

export function putJson(store: Store, key: string, value: object, options?: PutOptions): Promise<'stored' | 'exists'> {
  return store.put(key, new TextEncoder().encode(JSON.stringify(value)), options);
}
