/**
 * Which runs hold the last report of a principal from before the window of a date that lists it. Such a report tells for how
 * long grants have been there, however old it is.
 */
import { daysBefore } from '../model/days.js';
import { principals } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { DamagedError } from '../tables/damaged.js';
import { readParquet } from '../tables/read.js';

/** A date that stays, and who is listed there; `listed` is undefined where a file of them cannot be read: anybody may be. */
interface Asked {
  readonly date: string;
  readonly since: string;
  readonly listed: ReadonlySet<string> | undefined;
  readonly last: Map<string, Report>;
}

interface Report {
  readonly run: CommittedRun;
  readonly at: number;
}

/** Of a row of `principals` what identifies it, and when it was reported on. */
const { account_id, principal_id, status, generated_at } = principals.columns;
const REPORTS = { ...principals, columns: { account_id, principal_id, status, generated_at } } as const;

/**
 * By date, the runs from before its window that hold a last report. A run of which a file cannot be read may hold one for
 * every date. Only dates with a run of `going` before their window are looked at.
 */
export async function lastReports(
  store: Pick<Store, 'get'>,
  committed: readonly CommittedRun[],
  { dates, going, windowDays }: { dates: readonly string[]; going: ReadonlySet<CommittedRun>; windowDays: number },
): Promise<ReadonlyMap<string, ReadonlySet<CommittedRun>>> {
  const asked: Asked[] = [];
  for (const date of dates) {
    const since = daysBefore(date, windowDays);
    if (![...going].some((run) => run.snapshot_date < since)) continue;
    const ofDate = committed.filter((run) => run.snapshot_date === date);
    asked.push({ date, since, listed: await listedIn(store, ofDate), last: new Map() });
  }
  const found = new Map(asked.map(({ date }) => [date, new Set<CommittedRun>()]));
  for (const run of committed) {
    const after = asked.filter(({ since }) => run.snapshot_date < since);
    if (after.length === 0) continue;
    const rows = await reportsIn(store, run);
    if (rows === undefined) for (const { date } of after) found.get(date)?.add(run);
    else for (const one of after) note(one, run, rows);
  }
  for (const { date, last } of asked) for (const { run } of last.values()) found.get(date)?.add(run);
  return found;
}

/** Of equal moments the greater run ID counts, as in the fragment judged_grants. */
function note({ listed, last }: Asked, run: CommittedRun, rows: ReadonlyMap<string, number | null>): void {
  for (const [id, at] of rows) {
    if (at === null || (listed !== undefined && !listed.has(id))) continue;
    const known = last.get(id);
    if (known === undefined || at > known.at || (at === known.at && run.run_id > known.run.run_id)) {
      last.set(id, { run, at });
    }
  }
}

async function listedIn(
  store: Pick<Store, 'get'>,
  runs: readonly CommittedRun[],
): Promise<ReadonlySet<string> | undefined> {
  const listed = new Set<string>();
  for (const run of runs) {
    const rows = await reportsIn(store, run);
    if (rows === undefined) return undefined;
    for (const id of rows.keys()) listed.add(id);
  }
  return listed;
}

/** When each principal that the run lists was reported on, ms since 1970; null: it was not. Undefined: a file is missing or damaged. */
async function reportsIn(
  store: Pick<Store, 'get'>,
  { files }: CommittedRun,
): Promise<ReadonlyMap<string, number | null> | undefined> {
  const reports = new Map<string, number | null>();
  for (const { path } of files.filter((file) => file.path.startsWith(`${principals.name}/`))) {
    const bytes = await store.get(path);
    if (bytes === undefined) return undefined;
    const rows = await readParquet(REPORTS, bytes).catch((error) => {
      if (error instanceof DamagedError) return undefined;
      throw error;
    });
    if (rows === undefined) return undefined;
    for (const row of rows) {
      reports.set(`${row.account_id} ${row.principal_id}`, row.status === 'exported' ? row.generated_at : null);
    }
  }
  return reports;
}
