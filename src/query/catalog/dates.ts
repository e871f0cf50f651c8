/** The dates that go into a catalog as literals. */
import { UserError } from '../../model/errors.js';
import { runs } from '../../model/tables.js';
import { isDate } from '../date.js';
import type { QueryEngine, QueryOptions } from '../engine.js';
import { checkSchemaVersion } from '../question/dates.js';

/**
 * Dates that have a committed run, ascending, at least one; asked of the table, for there may be no views yet.
 * Fails with a UserError where the lake at `location` has none, where a run says something else than a date, and
 * where one was written by a newer version, whose columns this one would take away.
 */
export async function committedDates(engine: QueryEngine, location: string, options: QueryOptions): Promise<string[]> {
  const sql = `SELECT snapshot_date, max(schema_version) FROM ${runs.name} GROUP BY snapshot_date ORDER BY snapshot_date`;
  const dates: string[] = [];
  for await (const page of (await engine.query(sql, [], options)).pages) {
    for (const [date, version] of page) {
      checkSchemaVersion(String(date), Number(version));
      dates.push(checked(String(date), location));
    }
  }
  if (dates.length > 0) return dates;
  throw new UserError(`Cannot make the catalog of "${location}": it holds no snapshot.`, {
    hint: 'Run `access-lake export` first, or check --destination.',
  });
}

function checked(date: string, location: string): string {
  if (isDate(date)) return date;
  throw new UserError(`Cannot make the catalog of "${location}": a run says that its date is "${date}".`);
}
