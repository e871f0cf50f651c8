/** One row of a credential report, its values by the names of their columns. */

import { calendarTime } from '../../aws/calendar.js';

/** Why a row cannot be believed. */
export class RowError extends Error {}

export class ReportRow {
  private readonly places: ReadonlyMap<string, number>;
  private readonly values: readonly string[];

  constructor(places: ReadonlyMap<string, number>, values: readonly string[]) {
    this.places = places;
    this.values = values;
  }

  get length(): number {
    return this.values.length;
  }

  has(column: string): boolean {
    return this.places.has(column);
  }

  /** Empty where there is no such column. */
  text(column: string): string {
    return this.values[this.places.get(column) ?? -1] ?? '';
  }

  /** Null for a word that is neither, and where there is no such column. */
  flag(column: string): boolean | null {
    return FLAGS.get(this.text(column).toLowerCase()) ?? null;
  }

  /** Null where the report says that there is none, or has no such column. Fails with RowError for any other word. */
  time(column: string): number | null {
    const text = this.text(column);
    return !this.has(column) || NO_TIME.has(text.toLowerCase()) ? null : timeOf(text, column);
  }

  /** Null where the report says that there is none. */
  word(column: string): string | null {
    const text = this.text(column);
    return text === '' || NO_TIME.has(text.toLowerCase()) ? null : text;
  }
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
const NO_TIME: ReadonlySet<string> = new Set(['n/a', 'no_information', 'not_supported']);
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|\+00:00)$/;

function timeOf(text: string, column: string): number {
  const [, year, month, day, hours, minutes, seconds] = TIME.exec(text) ?? [];
  const date = [Number(year), Number(month), Number(day)] as const;
  const time = calendarTime(date, [Number(hours), Number(minutes), Number(seconds)]);
  if (time === undefined) throw new RowError(`${column} is no time`);
  return time;
}
