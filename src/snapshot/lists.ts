/** Whole listings, where a folder is known to be small enough. */
import type { Entry, Store } from '../store/store.js';

export async function listAll(store: Store, prefix: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of store.list(prefix)) entries.push(entry);
  return entries;
}

const KEYS_A_DELETE = 1000;

/** Removes every key under `prefix` that `doomed` picks; the number of them. */
export async function deleteWhere(
  store: Store,
  prefix: string,
  doomed: (key: string) => boolean = () => true,
): Promise<number> {
  const keys = (await listAll(store, prefix)).map((entry) => entry.key).filter(doomed);
  for (let from = 0; from < keys.length; from += KEYS_A_DELETE) {
    await store.delete(keys.slice(from, from + KEYS_A_DELETE));
  }
  return keys.length;
}
