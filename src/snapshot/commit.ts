/** The commit: one object that makes all rows of a plan visible, or none ever. */
import { type RunRow, runs } from '../model/tables.js';
import { TooLargeError } from '../store/size.js';
import type { Store } from '../store/store.js';
import { columnsOf } from '../tables/columns/rows.js';
import type { Encoder } from '../tables/encoder.js';
import { commitKey } from './keys.js';
import { malformedCommit } from './plan/errors.js';
import { MAX_COMMIT_BYTES, type ReadRun, readRun } from './read-run.js';

/** Undefined: neither committed nor abandoned. */
export type Commit = ReadRun | undefined;

/** The commit of a plan, whatever it holds. */
export function readCommit(store: Store, planId: string): Promise<Commit> {
  return readCommitAt(store, commitKey(planId));
}

/** Whether nobody has committed or abandoned the plan yet. */
export async function isOpen(store: Store, planId: string): Promise<boolean> {
  return (await readCommit(store, planId)) === undefined;
}

export async function readCommitAt(store: Pick<Store, 'get'>, key: string): Promise<Commit> {
  try {
    const bytes = await store.get(key, { maxBytes: MAX_COMMIT_BYTES });
    return bytes === undefined ? undefined : await readRun(bytes, key);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    return { kind: 'malformed', key, problem: `is larger than the ${MAX_COMMIT_BYTES} bytes that a commit may have` };
  }
}

/** For work on one plan, which cannot go on where nobody knows whether it is committed. Fails with a UserError. */
export async function readSoundCommit(store: Store, planId: string): Promise<Exclude<Commit, { kind: 'malformed' }>> {
  const commit = await readCommit(store, planId);
  if (commit?.kind !== 'malformed') return commit;
  throw malformedCommit(planId, commit);
}

/** Makes the run visible. `exists`: another publisher committed the plan, or somebody abandoned it, before. */
export function commitRun(store: Store, encoder: Encoder, planId: string, run: RunRow): Promise<'stored' | 'exists'> {
  return store.put(commitKey(planId), encodedRuns(encoder, [run]), { ifAbsent: true });
}

/** Puts a commit of no rows, after which no publisher can commit the plan. `exists`: one had done so before, or it was abandoned. */
export function abandonPlan(store: Store, encoder: Encoder, planId: string): Promise<'stored' | 'exists'> {
  return store.put(commitKey(planId), encodedRuns(encoder, []), { ifAbsent: true });
}

/** Puts a commit of no rows in the place of the run's: no query shows it, and no publisher that slept can commit the plan. */
export async function expireRun(store: Store, encoder: Encoder, planId: string): Promise<void> {
  await store.put(commitKey(planId), encodedRuns(encoder, []), { ifAbsent: false });
}

function encodedRuns(encoder: Encoder, rows: readonly RunRow[]) {
  const group = columnsOf(runs, rows);
  async function* groups() {
    if (group.rows > 0) yield group;
  }
  return encoder.encode(runs, groups());
}
