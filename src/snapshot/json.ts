/** Small objects of the staging as JSON. */
import type { PutOptions, Store } from '../store/store.js';

/** The object at `key`; undefined when there is none, `damaged` when it is no JSON (somebody changed it). */
export async function getJson<T extends object>(store: Store, key: string): Promise<T | 'damaged' | undefined> {
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    return 'damaged';
  }
}

export function putJson(store: Store, key: string, value: object, options?: PutOptions): Promise<'stored' | 'exists'> {
  return store.put(key, new TextEncoder().encode(JSON.stringify(value)), options);
}
