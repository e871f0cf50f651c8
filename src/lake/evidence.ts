/** Which runs are evidence for snapshots that stay: without them what was used, or was not there yet, could read as unused. */
import { daysAfter, daysBefore, LATE_DAYS, TRACKED_DAYS } from '../model/days.js';
import { isWhole } from '../model/scope.js';
import { witnesses } from '../model/tables/facts.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { lastReports } from './last-reports.js';

/** IAM looks back so far, and a snapshot may be committed so late. */
const WINDOW_DAYS = TRACKED_DAYS + LATE_DAYS;

/**
 * `recent`: it may be the only run that saw a use, a Region that IAM does not track, who held a document, or that something
 * was not there yet. `report`: it holds the last report before these of a principal that the date lists, which says how
 * long grants have been there. `witness`: the newest run before these that has a witness, so that what came later is known
 * to be new. `whole`: of the last date of all accounts before a part of them, without which nobody knows what the part lacks.
 */
export interface Evidence {
  readonly kind: 'recent' | 'report' | 'witness' | 'whole';
  /** Of a recent run the last date for which it is evidence, yyyy-MM-dd; of others the date that they come before. */
  readonly until: string;
  /** Dates that stay and that it is evidence for, ascending. */
  readonly dates: readonly string[];
}

/**
 * Of each of the runs that are to go whether it is evidence for a date that stays. Besides the commits only the listings of
 * users and roles are read, where a run is to go that is too old to be recent for a date.
 */
export async function evidenceIn(
  store: Pick<Store, 'get'>,
  committed: readonly CommittedRun[],
  going: ReadonlySet<CommittedRun>,
): Promise<ReadonlyMap<CommittedRun, Evidence>> {
  const stay = committed.filter((run) => !going.has(run));
  const dates = [...new Set(stay.map((run) => run.snapshot_date))].sort();
  const reports = await lastReports(store, committed, { dates, going, windowDays: WINDOW_DAYS });
  const evidence = new Map<CommittedRun, Evidence>();
  for (const date of dates) {
    for (const [run, found] of neededBy(date, committed, reports.get(date) ?? new Set())) {
      if (!going.has(run)) continue;
      const known = evidence.get(run);
      const isSame = known !== undefined && RANK[known.kind] <= RANK[found.kind];
      const dates = [...(known?.dates ?? []), date];
      evidence.set(run, isSame ? { ...known, dates } : { ...found, dates });
    }
  }
  return evidence;
}

/** What is told of a run that is evidence for several dates. */
const RANK: Readonly<Record<Evidence['kind'], number>> = { recent: 0, report: 1, witness: 2, whole: 3 };

type Needed = readonly [run: CommittedRun, evidence: Omit<Evidence, 'dates'>];

/** Of each run the strongest, which comes last in the list. */
function neededBy(
  date: string,
  committed: readonly CommittedRun[],
  reports: ReadonlySet<CommittedRun>,
): ReadonlyMap<CommittedRun, Needed[1]> {
  const since = daysBefore(date, WINDOW_DAYS);
  const recent = committed.filter(({ snapshot_date }) => snapshot_date >= since && snapshot_date <= date);
  const older = committed.filter(({ snapshot_date }) => snapshot_date < since);
  const witness = older.filter(hasWitness).reduce<CommittedRun | undefined>(newer, undefined);
  const needed: Needed[] = [
    ...wholeBefore(date, committed).map((run): Needed => [run, { kind: 'whole', until: date }]),
    ...(witness === undefined ? [] : [[witness, { kind: 'witness', until: since }] satisfies Needed]),
    ...[...reports].map((run): Needed => [run, { kind: 'report', until: since }]),
    ...recent.map((run): Needed => [run, { kind: 'recent', until: daysAfter(run.snapshot_date, WINDOW_DAYS) }]),
  ];
  return new Map(needed);
}

function newer(one: CommittedRun | undefined, other: CommittedRun): CommittedRun {
  if (one === undefined || other.snapshot_date > one.snapshot_date) return other;
  return other.snapshot_date === one.snapshot_date && other.run_id > one.run_id ? other : one;
}

/** A table of facts without rows has a file, too. */
function hasWitness({ files }: CommittedRun): boolean {
  return files.some(({ path, rows }) => rows > 0 && path.startsWith(`${witnesses.name}/`));
}

/** The runs of the last date of all accounts before a date of a part of them. */
function wholeBefore(date: string, committed: readonly CommittedRun[]): CommittedRun[] {
  const whole = committed.filter(({ scope }) => isWhole(scope)).map((run) => run.snapshot_date);
  if (whole.includes(date)) return [];
  const last = whole
    .filter((one) => one < date)
    .sort()
    .at(-1);
  return committed.filter((run) => run.snapshot_date === last);
}
