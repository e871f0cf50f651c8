/** The dates that go into a catalog as literals. */

import { isDate, NO_DATE } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { checkSchemaVersion } from '../question/dates.js';
import { datesSql, type LakeDate, lakeDateOf } from '../sql/lake-dates.js';
import { sqlOn } from '../sql/raw-tables.js';

/** Stands for dates that a dry run cannot know, for the table of runs is not there yet. */
export const UNKNOWN_DATE: LakeDate = { date: NO_DATE, schemaVersion: 0, isWhole: true };

/**
 * Dates that have a committed run, ascending, at least one; asked of the table, for there may be no views yet.
 * Fails with a UserError where the lake at `location` has none, where a run says something else than a date, and
 * where one was written by a newer version, whose columns this one would take away.
 */
export async function committedDates(
  engine: QueryEngine,
  location: string,
  options: QueryOptions,
): Promise<LakeDate[]> {
  const rows = await allRows(engine, sqlOn(engine, datesSql()), [], options);
  const dates = rows.map((row) => checked(lakeDateOf(row), location));
  if (dates.length > 0) return dates;
  throw new UserError(`Cannot make the catalog of "${location}": it holds no snapshot.`, {
    hint: 'Run `access-lake export` first, or check --destination.',
  });
}

function checked(lakeDate: LakeDate, location: string): LakeDate {
  const { date, schemaVersion } = lakeDate;
  checkSchemaVersion(date, schemaVersion);
  if (isDate(date)) return lakeDate;
  throw new UserError(`Cannot make the catalog of "${location}": a run says that its date is "${date}".`);
}
