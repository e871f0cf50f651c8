/** Where the soak writes lakes: a new folder or a new bucket of a real S3 server each time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVersitygw } from '../engines/versitygw.js';
import { folderPlace, type Place } from '../export/killing.js';

export const STORES = ['folder', 's3'] as const;
export type StoreName = (typeof STORES)[number];

export interface Places {
  /** An empty place of that store. */
  fresh(store: StoreName): Promise<Place>;
  remove(): Promise<void>;
}

export async function openPlaces(): Promise<Places> {
  const server = await startVersitygw();
  const folders: string[] = [];
  let buckets = 0;
  return {
    async fresh(store) {
      if (store === 's3') {
        const bucket = `soak-${buckets++}`;
        await server.createBucket(bucket);
        return { destination: `s3://${bucket}/lake`, folder: join(server.dataFolder, bucket, 'lake'), env: server.env };
      }
      const folder = await mkdtemp(join(tmpdir(), 'access-lake-soak-'));
      folders.push(folder);
      return folderPlace(folder);
    },
    async remove() {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
      await server.stop();
    },
  };
}
