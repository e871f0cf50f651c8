/** Which committed runs an `expire` takes away, and why the others stay. */
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { readSoundCommit } from '../snapshot/commit.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { type Evidence, evidenceIn } from './evidence.js';
import { type Kept, keptDates, type Retention } from './retention.js';
import { supersededRuns } from './superseded.js';

export interface ExpireOptions extends Retention {
  /** This run goes, whatever its date, and no other. */
  readonly runId?: string | undefined;
  /** Runs go, too, that are evidence for a date that stays. */
  readonly dropEvidence: boolean;
  /** Tell what would go, and write nothing. */
  readonly dryRun: boolean;
  /** Stops it between two runs; what went is gone, and the same call takes the rest. */
  readonly signal?: AbortSignal;
}

export interface Verdict {
  readonly run: CommittedRun;
  readonly goes: boolean;
  /** Why it goes, or stays; `evidence`: it would go, but for the dates that stay. */
  readonly reason: 'old' | 'superseded' | 'named' | Kept | 'evidence';
  /** Of one that stays as evidence, or goes though it is some. */
  readonly evidence?: Evidence;
}

/** The run that is named, and no other; else a verdict for each. `now`: ms since 1970 in UTC. */
export async function judgeRuns(
  store: Store,
  committed: readonly CommittedRun[],
  options: ExpireOptions,
  now: number,
): Promise<Verdict[]> {
  const { runId, dropEvidence } = options;
  if (runId === undefined) {
    const verdicts = await withEvidence(store, await retained(store, committed, options, now), committed);
    return dropEvidence ? verdicts : verdicts.map(heldBack);
  }
  const [named] = await withEvidence(store, await namedRun(store, committed, runId), committed);
  if (named?.evidence !== undefined && !dropEvidence) throw refused(runId, named.evidence);
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

async function withEvidence(
  store: Store,
  verdicts: readonly Verdict[],
  committed: readonly CommittedRun[],
): Promise<Verdict[]> {
  const going = new Set(verdicts.filter(({ goes }) => goes).map(({ run }) => run));
  const evidence = await evidenceIn(store, committed, going);
  return verdicts.map((verdict) => {
    const found = evidence.get(verdict.run);
    return found === undefined ? verdict : { ...verdict, evidence: found };
  });
}

function heldBack(verdict: Verdict): Verdict {
  return verdict.evidence === undefined ? verdict : { ...verdict, goes: false, reason: 'evidence' };
}

function refused(runId: string, { dates }: Evidence): UserError {
  const [first, last] = [dates[0] as string, dates.at(-1) as string];
  const which = first === last ? `the snapshot of ${first}` : `the snapshots of ${first} to ${last}`;
  return new UserError(`Cannot expire run ${jsonForTerminal(runId)}: it is evidence for ${which}.`, {
    hint: 'Without it, what was used could read as unused. Add --drop-evidence to remove it anyway.',
  });
}
