/** The dates of a lake: what its committed runs say of each, and what follows for views and questions. */
import { daysBefore, LATE_DAYS, NO_DATE, TRACKED_DAYS } from '../../model/days.js';
import type { Cell } from '../engine/engine.js';
import { readSql } from './sql-files.js';

export interface LakeDate {
  /** yyyy-MM-dd */
  readonly date: string;
  /** The newest declaration of the tables that a run of the date was written under. */
  readonly schemaVersion: number;
  /** Whether a run of the date was asked for all accounts. */
  readonly isWhole: boolean;
}

/** What decides which date answers by default. */
export type DatedScope = Pick<LakeDate, 'date' | 'isWhole'>;

/** Dates that are in views as literals, yyyy-MM-dd. */
export interface ViewDates {
  /** The default one: see {@link defaultDate}. */
  readonly latest: string;
  /** The newest date that no run of all accounts began, and before which one did. */
  readonly lastPart: string;
  /** Dates before which there is one that a run of all accounts began: the last such. */
  readonly afterWhole: readonly DateAfterWhole[];
}

export interface DateAfterWhole {
  readonly date: string;
  readonly wholeDate: string;
  readonly isWhole: boolean;
}

/** The statement over the table `runs`, one row a date, ascending; {@link lakeDateOf} reads them. */
export function datesSql(): string {
  return readSql('lake/', 'dates');
}

export function lakeDateOf([date, schemaVersion, isWhole]: readonly Cell[]): LakeDate {
  return {
    date: String(date),
    schemaVersion: Number(schemaVersion),
    isWhole: isWhole === true,
  };
}

/** The newest date that a whole run began; where there is none, the newest. Looking at less must not show less risk. */
export function defaultDate<D extends DatedScope>(dates: readonly D[]): D | undefined {
  return dates.findLast(({ isWhole }) => isWhole) ?? dates.at(-1);
}

/** The newest snapshot of all accounts before a date; undefined: there is none. */
export function wholeBefore(dates: readonly LakeDate[], date: string): string | undefined {
  return dates.findLast((other) => other.isWhole && other.date < date)?.date;
}

/** Until when uses count in what is made of a date: of the default one as of a question without a date, else itself. */
export function usesUntil(date: string, dates: readonly DatedScope[]): string {
  return (date === defaultDate(dates)?.date ? dates.at(-1)?.date : undefined) ?? date;
}

/** The dates between which the runs lie that the derived tables of a date are made of, as the view trend_runs has them. */
export function madeBetween(dates: readonly DatedScope[], date: string): readonly [since: string, until: string] {
  return [daysBefore(date, TRACKED_DAYS + LATE_DAYS), usesUntil(date, dates)];
}

/** The newest date, where it is of a part of the accounts and newer than the {@link defaultDate}. */
export function newerPart(dates: readonly LakeDate[]): string | undefined {
  const newest = dates.at(-1);
  return newest === defaultDate(dates) ? undefined : newest?.date;
}

/** Of a lake without a date the newest is one that no row has. */
export function viewDates(dates: readonly LakeDate[]): ViewDates {
  const afterWhole = datesAfterWhole(dates);
  return {
    latest: defaultDate(dates)?.date ?? NO_DATE,
    lastPart: afterWhole.findLast(({ isWhole }) => !isWhole)?.date ?? NO_DATE,
    afterWhole,
  };
}

function datesAfterWhole(dates: readonly LakeDate[]): DateAfterWhole[] {
  return dates.flatMap(({ date, isWhole }) => {
    const wholeDate = wholeBefore(dates, date);
    return wholeDate === undefined ? [] : [{ date, isWhole, wholeDate }];
  });
}
