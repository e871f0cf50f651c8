import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../src/store/folder.js';
import { storeConformance } from './conformance.js';

storeConformance(
  'the folder',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'access-lake-store-'));
    return {
      open: () => folderStore(join(folder, 'lake')),
      unfinished: async () => (await readdir(join(folder, 'lake', '_tmp')).catch(() => [])).length,
      close: async () => await rm(folder, { recursive: true, force: true }),
    };
  },
  3_000_000,
);
