/** Which committed runs an `expire` takes away. */
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { isWhole } from '../model/scope.js';
import { readSoundCommit } from '../snapshot/commit.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import type { ExpiredRun, ExpireOptions } from './expire.js';
import { supersededRuns } from './superseded.js';

const DAY_MS = 86_400_000;

export interface Taken {
  readonly run: CommittedRun;
  readonly reason: ExpiredRun['reason'];
}

/** The run that is named, and no other; else those that are old or superseded. `now`: ms since 1970 in UTC. */
export async function runsToTake(
  store: Store,
  committed: readonly CommittedRun[],
  options: ExpireOptions,
  now: number,
): Promise<Taken[]> {
  if (options.runId !== undefined) return namedRun(store, committed, options.runId);
  const superseded = await supersededRuns(store, committed);
  const isOld = oldRuns(committed, options, now);
  return committed.flatMap((run): Taken[] => {
    if (isOld(run)) return [{ run, reason: 'old' }];
    return superseded.has(run.run_id) ? [{ run, reason: 'superseded' }] : [];
  });
}

/** The newest date, and the newest with a run of all accounts, are never old. */
function oldRuns(
  committed: readonly CommittedRun[],
  { keep = [], olderThanDays }: ExpireOptions,
  now: number,
): (run: CommittedRun) => boolean {
  const stay = [newestDate(committed), newestDate(committed.filter(({ scope }) => isWhole(scope)))];
  const firstDate =
    olderThanDays === undefined ? '' : new Date(now - olderThanDays * DAY_MS).toISOString().slice(0, 10);
  return ({ snapshot_date: date }) =>
    !stay.includes(date) && ((keep.length > 0 && !keep.includes(date)) || date < firstDate);
}

function newestDate(runs: readonly CommittedRun[]): string | undefined {
  return runs
    .map((run) => run.snapshot_date)
    .sort()
    .at(-1);
}

/** None where it was taken away before: then its files go. Fails with a UserError where there was never such a run. */
async function namedRun(store: Store, committed: readonly CommittedRun[], runId: string): Promise<Taken[]> {
  const run = committed.find((candidate) => candidate.run_id === runId);
  if (run !== undefined) return [{ run, reason: 'named' }];
  const commit = await readSoundCommit(store, runId.replace(/-\d+$/, ''));
  if (commit?.kind === 'abandoned') return [];
  throw new UserError(`Cannot expire run ${jsonForTerminal(runId)}: no such run is committed.`, {
    hint: '`access-lake snapshots` lists the committed runs.',
  });
}
