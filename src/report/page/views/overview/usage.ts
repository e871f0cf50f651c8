/** Figures of one snapshot, over its accounts. */
import type { Opened } from '../../opened.js';

/** Sums over the accounts of a date; null where no account was measured. */
export function sumsOf(usage: Opened, date: string) {
  const rows = usage.rowsBy('snapshot_date').get(date) ?? [];
  const sum = (column: string): number | null => {
    const known = rows.map((row) => usage.number(column, row)).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  return {
    principals_dormant: sum('principals_dormant'),
    principals_measured: sum('principals_measured'),
    cohort_principals: sum('cohort_principals'),
    cohort_actions_tracked: sum('cohort_actions_tracked'),
    cohort_actions_accessed: sum('cohort_actions_accessed'),
  };
}

/** Of those that every snapshot measured, so that like is compared with like. */
export function cohortUnused(at: ReturnType<typeof sumsOf>): number | null {
  const { cohort_actions_tracked: tracked, cohort_actions_accessed: accessed } = at;
  return tracked === null || accessed === null ? null : tracked - accessed;
}
