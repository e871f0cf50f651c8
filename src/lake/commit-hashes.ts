/** Commits by the SHA-256 of their bytes: a commit names every file of its run with its checksum, so this is of all of it. */

import { commitKey } from '../snapshot/keys.js';
import { MAX_COMMIT_BYTES } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { sha256Of } from '../tools/sha256.js';
import { type CommittedRun, committedRuns } from './runs.js';

export interface CommitHash {
  readonly key: string;
  readonly sha256: string;
}

/** Of the runs of these dates, by ascending key. */
export async function commitsOfDates(store: Store, dates: readonly string[]): Promise<CommitHash[]> {
  const runs = (await committedRuns(store)).filter((run) => dates.includes(run.snapshot_date));
  return Promise.all(runs.map((run) => commitHash(store, run)));
}

/** Fails where the commit is gone meanwhile. */
export async function commitHash(store: Pick<Store, 'get'>, { planId }: CommittedRun): Promise<CommitHash> {
  const key = commitKey(planId);
  const bytes = await store.get(key, { maxBytes: MAX_COMMIT_BYTES });
  return { key, sha256: sha256Of(bytes ?? '') };
}
