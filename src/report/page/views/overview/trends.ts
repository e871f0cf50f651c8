/** Figures of all snapshots, as charts. */
import type { Trend } from '../../chart.js';
import { figured } from '../../figure.js';
import { type Opened, rowsOf } from '../../opened.js';
import type { Page } from '../../page.js';
import { cohortUnused, sumsOf } from './usage.js';

type Sums = ReturnType<typeof sumsOf>;

export function trendsOf({ summary: { dates, dormantDays } }: Page, usage: Opened, snapshots: Opened): Trend[] {
  const sums = dates.map((date) => sumsOf(usage, date));
  return [actionsTrend(dates, sums), dormantTrend(dates, sums, dormantDays), coverageTrend(dates, snapshots)];
}

function actionsTrend(dates: readonly string[], sums: readonly Sums[]): Trend {
  const cohort = sums.at(-1)?.cohort_principals ?? null;
  return {
    title: 'Used and unused actions',
    note: [
      'Granted and tracked actions of the ',
      ...figured('cohort_principals', cohort, ['principal']),
      ' that every snapshot measured, so that like is compared with like.',
    ],
    dates,
    series: [
      {
        ...{ title: 'Used', number: 'cohort_actions_accessed', colour: '--used' },
        values: sums.map((at) => at.cohort_actions_accessed),
      },
      {
        ...{ title: 'Unused', number: 'cohort_actions_unused', colour: '--unused', dash: [6, 4] },
        values: sums.map(cohortUnused),
      },
    ],
  };
}

function dormantTrend(dates: readonly string[], sums: readonly Sums[], dormantDays: number): Trend {
  return {
    title: 'Dormant roles',
    note: [
      'Without use for ',
      ...figured('days', dormantDays, ['day']),
      ', among those that were measured; the number measured differs from snapshot to snapshot.',
    ],
    dates,
    series: [
      {
        ...{ title: 'Dormant', number: 'principals_dormant', colour: '--dormant', dash: [6, 4] },
        values: sums.map((at) => at.principals_dormant),
      },
      {
        ...{ title: 'Measured', number: 'principals_measured', colour: '--used' },
        values: sums.map((at) => at.principals_measured),
      },
    ],
  };
}

function coverageTrend(dates: readonly string[], snapshots: Opened): Trend {
  const rows = new Map(rowsOf(snapshots).map((row) => [snapshots.text('snapshot_date', row), row]));
  const share = (part: string, ...whole: string[]): (number | null)[] =>
    dates.map((date) => {
      const row = rows.get(date);
      if (row === undefined) return null;
      const total = whole.reduce((sum, column) => sum + (snapshots.number(column, row) ?? 0), 0);
      return total === 0 ? null : (100 * (snapshots.number(part, row) ?? 0)) / total;
    });
  return {
    title: 'Coverage',
    note: ['Share that was measured. Principals of accounts that could not be listed are unknown, and not included.'],
    dates,
    unit: '%',
    series: [
      {
        ...{ title: 'Accounts', number: 'accounts_measured_percent', colour: '--used' },
        values: share('accounts_exported', 'accounts_total'),
      },
      {
        ...{ title: 'Known principals', number: 'principals_measured_percent', colour: '--dormant', dash: [6, 4] },
        values: share('principals_measured', 'principals_measured', 'principals_failed', 'principals_deleted'),
      },
    ],
  };
}
