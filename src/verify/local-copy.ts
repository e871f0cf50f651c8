/** Objects of a store as files of the local file system, where DuckDB opens them without an extension. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../store/folder.js';
import type { Store } from '../store/store.js';

export interface LocalCopy {
  /** The folder, below which an object lies at its key. */
  readonly location: string;
  /** Copies an object whose bytes are at hand. */
  readonly keep: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Copies an object; false where it is not there. */
  readonly take: (key: string) => Promise<boolean>;
  readonly remove: () => Promise<void>;
}

/** A folder is its own copy. */
export async function localCopy(store: Store): Promise<LocalCopy> {
  if (!store.location.startsWith('s3://')) {
    const nothing = async (): Promise<void> => undefined;
    return { location: store.location, keep: nothing, take: async () => true, remove: nothing };
  }
  const location = await mkdtemp(join(tmpdir(), 'access-lake-verify-'));
  const folder = folderStore(location);
  const keep = async (key: string, bytes: Uint8Array): Promise<void> => {
    await folder.put(key, bytes);
  };
  return {
    location,
    keep,
    take: async (key) => {
      const bytes = await store.get(key);
      if (bytes !== undefined) await keep(key, bytes);
      return bytes !== undefined;
    },
    remove: () => rm(location, { recursive: true, force: true }),
  };
}
