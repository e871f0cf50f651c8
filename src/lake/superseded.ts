/** Runs that newer ones of their date replace. */
import { isWhole } from '../model/scope.js';
import type { AccountRow } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { accountsOfRun } from './run-accounts.js';

type Status = AccountRow['status'];

/** Of an account's rows in the runs of one date the views show the best status, of equal ones the newest run's. */
export const BEST_FIRST: readonly Status[] = ['exported', 'failed', 'skipped', 'excluded'];

interface RunAccounts {
  readonly run: CommittedRun;
  readonly statusOf: ReadonlyMap<string, Status>;
}

/**
 * Ids of the runs without which the views show the same: a newer run of the date exported every account
 * that they exported, and none of their rows is the one shown. A date with a run whose accounts cannot be read has none.
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
  return rows && { run, statusOf: new Map([...rows].map(([id, { status }]) => [id, status])) };
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
  const ids = new Set(runs.flatMap(({ statusOf }) => [...statusOf.keys()]));
  const shown = new Set<RunAccounts>();
  for (const id of ids) {
    const best = BEST_FIRST.find((status) => runs.some(({ statusOf }) => statusOf.get(id) === status));
    const run = best && runs.findLast(({ statusOf }) => statusOf.get(id) === best);
    if (run) shown.add(run);
  }
  return shown;
}
