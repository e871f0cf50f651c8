/** The commits of a lake, each by itself: a damaged one is reported and does not hide the others. */

import { prefetch } from '../async/prefetch.js';
import { type CommittedRun, committedRun } from '../lake/runs.js';
import { UserError } from '../model/errors.js';
import { RUNS } from '../snapshot/keys.js';
import { listAll } from '../snapshot/lists.js';
import type { Store } from '../store/store.js';
import { DamagedError } from '../tables/damaged.js';
import type { Damage } from './damage.js';
import { isHidden } from './files.js';

const AHEAD = 16;

export interface Commits {
  /** By ascending key. */
  readonly runs: readonly CommittedRun[];
  readonly damages: readonly Damage[];
}

/** Fails with a UserError where a commit cannot be fetched, or a newer version wrote it. */
export async function checkCommits(store: Store): Promise<Commits> {
  const keys = (await listAll(store, RUNS)).map(({ key }) => key).filter((key) => !isHidden(key));
  const isCommit = (key: string): boolean => key.endsWith('.parquet');
  const runs: CommittedRun[] = [];
  const damages = keys.filter((key) => !isCommit(key)).map(strayOf);
  for await (const found of prefetch(keys.filter(isCommit), AHEAD, (key) => checkCommit(store, key))) {
    if (found === undefined) continue;
    if ('kind' in found) damages.push(found);
    else runs.push(found);
  }
  return { runs, damages };
}

function strayOf(key: string): Damage {
  return { kind: 'stray', runId: undefined, subject: key, problem: 'is no commit, and Athena reads it as one' };
}

async function checkCommit(store: Store, key: string): Promise<CommittedRun | Damage | undefined> {
  const damage = (problem: string): Damage => ({ kind: 'commit', runId: undefined, subject: key, problem });
  try {
    const run = await committedRun(store, key);
    if (run === undefined || run.run_id.startsWith(`${run.planId}-`)) return run;
    return damage(`is the commit of run "${run.run_id}", which has one of its own name`);
  } catch (error) {
    if (error instanceof UserError && error.cause instanceof DamagedError) return damage('cannot be read');
    if (error instanceof SyntaxError) return damage('has a manifest that is no JSON');
    throw error;
  }
}
