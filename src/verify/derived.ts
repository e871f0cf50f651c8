/** Files of derived tables: whether they can be read and still hold. Nothing of a lake is whole because of them. */

import { createHash } from 'node:crypto';
import { isHidden } from '../lake/runs.js';
import { NO_DATE } from '../model/days.js';
import { isWhole } from '../model/scope.js';
import { DERIVED_TABLES, derivedKey, PARTITION_KEY } from '../model/tables.js';
import { type DatedScope, madeBetween, usesUntil } from '../query/sql/lake-dates.js';
import { judgementIdOf } from '../query/sql/models.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import type { Damage } from './damage.js';
import { localCopy } from './local-copy.js';
import { madeOfIn } from './made-of.js';

/** `stale`: made of other runs than the lake has now, so that no view shows it. */
export interface VerifiedDerived {
  readonly key: string;
  readonly state: 'current' | 'stale';
}

export interface CheckedDerived {
  /** Those that can be read, by ascending key. */
  readonly derived: readonly VerifiedDerived[];
  readonly damages: readonly Damage[];
}

type DerivedTable = (typeof DERIVED_TABLES)[number];

/** The derived files of a date, or of all; `runs` are all of the lake. */
export async function checkDerived(
  store: Store,
  runs: readonly CommittedRun[],
  { date, signal }: { readonly date?: string | undefined; readonly signal: AbortSignal },
): Promise<CheckedDerived> {
  const derived: VerifiedDerived[] = [];
  const damages: Damage[] = [];
  const copy = await localCopy(store);
  try {
    for (const table of DERIVED_TABLES) {
      for await (const { key } of store.list(folderOf(table, date))) {
        signal.throwIfAborted();
        if (isHidden(key)) continue;
        const problem = foreign(table, key);
        const madeOf = problem || !(await copy.take(key)) ? undefined : await madeOfIn(table, copy.location, key);
        if (madeOf) derived.push({ key, state: stateOf(table, key, madeOf, runs) });
        else damages.push({ kind: 'derived', runId: undefined, subject: key, problem: problem ?? UNREADABLE });
      }
    }
    return { derived, damages };
  } finally {
    await copy.remove();
  }
}

const UNREADABLE = 'is not a file of its table, but Athena reads it as one: `access-lake derive` rebuilds it';

function folderOf({ folder }: DerivedTable, date: string | undefined): string {
  return date === undefined ? `${folder}/` : `${folder}/${PARTITION_KEY.name}=${date}/`;
}

/** There is one file a date, or one, whose rows another one would double. */
function foreign(table: DerivedTable, key: string): string | undefined {
  const date = table.partitioned ? dateIn(key) : NO_DATE;
  if (date !== undefined && key === derivedKey(table, date)) return undefined;
  return '`access-lake derive` wrote no file of this name, but Athena reads it as one';
}

function dateIn(key: string): string | undefined {
  return new RegExp(`/${PARTITION_KEY.name}=(\\d{4}-\\d\\d-\\d\\d)/`).exec(key)?.[1];
}

/** A file without rows, of a worklist with nothing to do, shows nothing and is never stale. */
function stateOf(
  { partitioned, columns }: DerivedTable,
  key: string,
  madeOf: readonly string[],
  runs: readonly CommittedRun[],
): VerifiedDerived['state'] {
  const date = dateIn(key) as string;
  const ofDate = 'judgement_id' in columns ? judgementNow : madeOfNow;
  const now = partitioned ? [ofDate(date, runs)] : hashesNow(runs);
  return madeOf.every((one) => now.includes(one)) && now[0] !== undefined ? 'current' : 'stale';
}

/** As the view judgement_runs has it; undefined of a date without a run. */
function judgementNow(date: string, runs: readonly CommittedRun[]): string | undefined {
  const dates = datesOf(runs);
  if (!dates.some((one) => one.date === date)) return undefined;
  const until = usesUntil(date, dates);
  const made = runs
    .filter((run) => run.snapshot_date <= until)
    .map(({ run_id, manifest }) => `${run_id} ${md5(manifest)}`)
    .sort();
  return judgementIdOf({ snapshotDate: date, usesUntil: until }, made.join(','));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Of every date what a file of all of them may have been made of, as it says so. */
function hashesNow(runs: readonly CommittedRun[]): string[] {
  const dates = new Set(runs.map((run) => run.snapshot_date));
  return [...dates].map((date) => md5(String(madeOfNow(date, runs))));
}

/** As the view trend_runs has it; undefined of a date without a run. */
function madeOfNow(date: string, runs: readonly CommittedRun[]): string | undefined {
  const dates = datesOf(runs);
  if (!dates.some((one) => one.date === date)) return undefined;
  const [since, until] = madeBetween(dates, date);
  return runs
    .filter((run) => run.snapshot_date >= since && run.snapshot_date <= until)
    .map((run) => run.run_id)
    .sort()
    .join(',');
}

/** Ascending. */
function datesOf(runs: readonly CommittedRun[]): DatedScope[] {
  const whole = new Set(runs.filter(({ scope }) => isWhole(scope)).map((run) => run.snapshot_date));
  const dates = [...new Set(runs.map((run) => run.snapshot_date))].sort();
  return dates.map((date) => ({ date, isWhole: whole.has(date) }));
}
