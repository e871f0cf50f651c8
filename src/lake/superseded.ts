/** Runs that newer ones of their date replace. */
import { isWhole } from '../model/scope.js';
import type { SourceStatus } from '../model/sources.js';
import { type AccountRow, evidenceSources } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { accountsOfRun, rowsOfRun } from './run-rows.js';

type Status = AccountRow['status'];

/** Of an account's rows in the runs of one date the views show the best status, of equal ones the newest run's. */
export const BEST_FIRST: readonly Status[] = ['exported', 'failed', 'skipped', 'excluded'];

/** As {@link BEST_FIRST} of the states of a source in an account; those in one list are equal. */
const BEST_SOURCES: readonly (readonly SourceStatus[])[] = [
  ['collected'],
  ['partial'],
  ['refused', 'failed'],
  ['not_asked'],
];

interface RunAccounts {
  readonly run: CommittedRun;
  readonly statusOf: ReadonlyMap<string, Status>;
  /** How each source ended, by source, account and subject. */
  readonly sources: ReadonlyMap<string, SourceStatus>;
}

/**
 * Ids of the runs without which the views show the same: a newer run of the date exported every account
 * that they exported, and none of their rows, of accounts or of sources, is the one shown. A date with a run of which
 * these cannot be read has none.
 */
export async function supersededRuns(store: Store, runs: readonly CommittedRun[]): Promise<Set<string>> {
  const superseded = new Set<string>();
  for (const date of new Set(runs.map((run) => run.snapshot_date))) {
    const ofDate = runs.filter((run) => run.snapshot_date === date);
    if (ofDate.length < 2) continue;
    const read = await Promise.all(ofDate.map((run) => runAccounts(store, run)));
    const known = read.filter((one) => one !== undefined);
    if (known.length < read.length) continue;
    for (const run of replaced(known)) superseded.add(run.run_id);
  }
  return superseded;
}

/** Undefined where its file is missing or damaged. */
async function runAccounts(store: Store, run: CommittedRun): Promise<RunAccounts | undefined> {
  const rows = await accountsOfRun(store, run);
  const sources = await rowsOfRun(store, run, evidenceSources);
  if (rows === undefined || sources === undefined) return undefined;
  return {
    run,
    statusOf: new Map([...rows].map(([id, { status }]) => [id, status])),
    sources: new Map(
      sources.map(({ source, account_id, subject, status }) => [JSON.stringify([source, account_id, subject]), status]),
    ),
  };
}

/** `runs` by ascending run_id. */
function replaced(runs: readonly RunAccounts[]): CommittedRun[] {
  const shown = shownRuns(runs);
  return runs
    .filter((old, at) => !shown.has(old) && runs.slice(at + 1).some((newer) => replaces(newer, old)))
    .map(({ run }) => run);
}

/** A run of all accounts makes its date a whole snapshot: only another such may take its place. */
function replaces(newer: RunAccounts, old: RunAccounts): boolean {
  return (isWhole(newer.run.scope) || !isWhole(old.run.scope)) && exportedAll(newer, old);
}

function exportedAll(newer: RunAccounts, old: RunAccounts): boolean {
  return [...old.statusOf].every(([id, status]) => status !== 'exported' || newer.statusOf.get(id) === 'exported');
}

function shownRuns(runs: readonly RunAccounts[]): Set<RunAccounts> {
  const ofAccounts = shownOf(
    runs,
    ({ statusOf }) => statusOf,
    BEST_FIRST.map((status) => [status]),
  );
  return new Set([...ofAccounts, ...shownOf(runs, ({ sources }) => sources, BEST_SOURCES)]);
}

/** The runs whose states the views show: of each key the newest with the best state. */
function shownOf<S>(
  runs: readonly RunAccounts[],
  statesOf: (run: RunAccounts) => ReadonlyMap<string, S>,
  bestFirst: readonly (readonly S[])[],
): RunAccounts[] {
  const keys = new Set(runs.flatMap((run) => [...statesOf(run).keys()]));
  return [...keys].flatMap((key) => {
    const has = (states: readonly S[]) => (run: RunAccounts) => states.includes(statesOf(run).get(key) as S);
    const best = bestFirst.find((states) => runs.some(has(states)));
    return (best && runs.findLast(has(best))) ?? [];
  });
}
