/** The commits of a lake, each by itself: a malformed one is told and does not hide the others. */
import { isHidden, readCommits } from '../lake/runs.js';
import { RUNS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import type { Damage } from './damage.js';

export interface CheckedCommits {
  /** By ascending key. */
  readonly runs: readonly CommittedRun[];
  readonly damages: readonly Damage[];
}

/** Fails with a UserError where a commit cannot be fetched. */
export async function checkCommits(store: Store): Promise<CheckedCommits> {
  const keys = (await listAll(store, RUNS)).map(({ key }) => key);
  const strays = keys.filter((key) => !isHidden(key) && !key.endsWith('.parquet')).map(strayOf);
  const { runs, malformed } = await readCommits(store);
  const damages = malformed.map(({ key, problem }): Damage => {
    return { kind: 'commit', runId: undefined, subject: key, problem };
  });
  return { runs, damages: [...strays, ...damages] };
}

function strayOf(key: string): Damage {
  return { kind: 'stray', runId: undefined, subject: key, problem: 'is no commit, and Athena reads it as one' };
}
