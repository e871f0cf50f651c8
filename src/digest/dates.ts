/** Which two snapshots are compared. */

import { requireDate, withDates } from '../query/question/dates.js';
import { readDigestStatement } from '../query/question/questions.js';
import { defaultDate, type LakeDate } from '../query/sql/lake-dates.js';

/** As a person asks: a date, `newest` or `first`; undefined: the newest whole snapshot, and the one before it. */
export interface AskedDates {
  readonly fromDate: string | undefined;
  readonly toDate: string | undefined;
}

export interface DigestDates {
  /** Undefined: nothing was measured before. */
  readonly fromDate: string | undefined;
  readonly toDate: string;
  /** Uses count until then: of no given date until the newest run of any kind. */
  readonly usesUntil: string;
}

/** `dates`: of the lake, at least one. Fails with a UserError for a date that has no snapshot, and for two in the wrong order. */
export function digestDates(dates: readonly LakeDate[], asked: AskedDates): DigestDates {
  const toDate = laterOf(dates, asked.toDate);
  const usesUntil = asked.toDate === undefined ? (dates.at(-1) as LakeDate).date : toDate;
  const fromDate = earlierOf(dates, asked.fromDate, toDate);
  return { fromDate, toDate, usesUntil };
}

function laterOf(dates: readonly LakeDate[], asked = 'newest'): string {
  if (asked === 'newest') return (defaultDate(dates) as LakeDate).date;
  if (asked === 'first') return (dates[0] as LakeDate).date;
  requireDate(asked, dates);
  return asked;
}

function earlierOf(dates: readonly LakeDate[], asked: string | undefined, toDate: string): string | undefined {
  if (asked === undefined && dates.every(({ date }) => date >= toDate)) return undefined;
  const question = { ...readDigestStatement('compared'), name: 'digest' };
  return String(withDates(question, { from_date: asked, to_date: toDate }, dates).from_date);
}
