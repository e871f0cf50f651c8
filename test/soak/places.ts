/** Where the soak writes lakes: a new folder or a new bucket of a real S3 server each time; and what it holds them against. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVersitygw } from '../engines/programs/versitygw.js';
import { type Answer, buildProgram, fingerprint, folderPlace, type Place, runProgram } from '../export/killing.js';

export const STORES = ['folder', 's3'] as const;
export type StoreName = (typeof STORES)[number];

export const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);

export interface Soak {
  readonly program: string;
  /** What an export answers that nothing disturbs, and what its lake holds. */
  readonly undisturbed: Answer;
  readonly expected: unknown;
  /** An empty place of that store. */
  fresh(store: StoreName): Promise<Place>;
  end(): Promise<void>;
}

export async function startSoak(): Promise<Soak> {
  const [built, server] = await Promise.all([buildProgram(), startVersitygw()]);
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-soak-'));
  let places = 0;
  const fresh = async (store: StoreName): Promise<Place> => {
    const name = `soak-${places++}`;
    if (store === 'folder') return folderPlace(join(folder, name));
    await server.createBucket(name);
    return { destination: `s3://${name}/lake`, folder: join(server.dataFolder, name, 'lake'), env: server.env };
  };
  const place = await fresh('folder');
  const undisturbed = (await runProgram(built.program, place)) as Answer;
  const expected = await fingerprint(place.folder, undisturbed.run.run_id);
  const end = async () => {
    built.remove();
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  };
  return { program: built.program, undisturbed, expected, fresh, end };
}
