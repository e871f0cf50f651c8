/** Which committed runs an `expire` takes away, and why the others stay. */
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { readSoundCommit } from '../snapshot/commit.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { type Kept, keptDates, type Retention } from './retention.js';
import { supersededRuns } from './superseded.js';

/**
 * Of each run that is to go the known uses that the lake would forget with it, without those that have none; null:
 * its files cannot be read. `now`: ms since 1970 in UTC.
 */
export type LoneUses = (runIds: readonly string[], now: number) => Promise<ReadonlyMap<string, number | null>>;

export interface ExpireOptions extends Retention {
  /** This run goes, whatever its date, and no other. */
  readonly runId?: string | undefined;
  /** Runs that it names stay; undefined: known uses may be lost. */
  readonly loneUses: LoneUses | undefined;
  /** Tell what would go, and write nothing. */
  readonly dryRun: boolean;
  /** Stops it between two runs; what went is gone, and the same call takes the rest. */
  readonly signal?: AbortSignal;
}

export interface Verdict {
  readonly run: CommittedRun;
  readonly goes: boolean;
  /** Why it goes, or stays; `evidence`: it would go, but for what it alone knows. */
  readonly reason: 'old' | 'superseded' | 'named' | Kept | 'evidence';
  /** Of one that stays as evidence the known uses that would be lost with it; null: its files cannot be read. */
  readonly loneUses?: number | null;
}

/** The run that is named, and no other; else a verdict for each. `now`: ms since 1970 in UTC. */
export async function judgeRuns(
  store: Store,
  committed: readonly CommittedRun[],
  options: ExpireOptions,
  now: number,
): Promise<Verdict[]> {
  const { runId, loneUses } = options;
  if (runId === undefined) return heldByEvidence(await retained(store, committed, options, now), loneUses, now);
  const [named] = await heldByEvidence(await namedRun(store, committed, runId), loneUses, now);
  if (named?.goes === false) throw heldBack(runId, named.loneUses ?? null);
  return named === undefined ? [] : [named];
}

/** Those that are too old or superseded go. */
async function retained(
  store: Store,
  committed: readonly CommittedRun[],
  options: ExpireOptions,
  now: number,
): Promise<Verdict[]> {
  const superseded = await supersededRuns(store, committed);
  const kept = keptDates(committed, options, now);
  return committed.map((run): Verdict => {
    const reason = kept.get(run.snapshot_date);
    if (reason === undefined) return { run, goes: true, reason: 'old' };
    return superseded.has(run.run_id) ? { run, goes: true, reason: 'superseded' } : { run, goes: false, reason };
  });
}

/** None where it was taken away before: then its files go. Fails with a UserError where there was never such a run. */
async function namedRun(store: Store, committed: readonly CommittedRun[], runId: string): Promise<Verdict[]> {
  const run = committed.find((candidate) => candidate.run_id === runId);
  if (run !== undefined) return [{ run, goes: true, reason: 'named' }];
  const commit = await readSoundCommit(store, runId.replace(/-\d+$/, ''));
  if (commit?.kind === 'abandoned') return [];
  throw new UserError(`Cannot expire run ${jsonForTerminal(runId)}: no such run is committed.`, {
    hint: '`access-lake snapshots` lists the committed runs.',
  });
}

/** No run goes that knows of a use which the lake would forget with it. */
async function heldByEvidence(
  verdicts: readonly Verdict[],
  loneUses: LoneUses | undefined,
  now: number,
): Promise<Verdict[]> {
  const going = verdicts.filter(({ goes }) => goes).map(({ run }) => run.run_id);
  if (loneUses === undefined || going.length === 0) return [...verdicts];
  const lone = await loneUses(going, now);
  return verdicts.map((verdict): Verdict => {
    const uses = lone.get(verdict.run.run_id);
    return uses === undefined ? verdict : { run: verdict.run, goes: false, reason: 'evidence', loneUses: uses };
  });
}

function heldBack(runId: string, uses: number | null): UserError {
  const state =
    uses === null
      ? 'its files cannot be read, so nobody can tell which uses it alone knows'
      : `it alone knows ${uses} of the uses of the last 400 days`;
  return new UserError(`Cannot expire run ${jsonForTerminal(runId)}: ${state}.`, {
    hint: 'Without them, what was used could read as unused. Add --drop-evidence to remove it nevertheless.',
  });
}
