/** The views of `queries/views`. */
import { UserError } from '../model/errors.js';
import { harmlessJson } from '../model/harmless.js';
import { isDate, NO_DATE } from './date.js';
import { readSqlFiles } from './sql-files.js';

export interface View {
  readonly name: string;
  /** `CREATE OR REPLACE VIEW …`, without a semicolon, tables and views without a database. */
  readonly sql: string;
}

/**
 * Every view, each after those that it reads. `latestDate` is the date that the `latest_*` views show: it stands in
 * them as a literal, for a subquery would read the files of other dates. It comes from a lake: anything but yyyy-MM-dd
 * fails with a UserError.
 */
export function readViews(latestDate: string = NO_DATE): View[] {
  if (!isDate(latestDate)) {
    throw new UserError(`Cannot make the views: a run says that its date is ${harmlessJson(latestDate)}.`, {
      hint: '`access-lake verify` names every damage.',
    });
  }
  const views = readSqlFiles('views/').map(({ name, text }) => ({
    name,
    sql: text.replaceAll('{{latest_date}}', latestDate).trim(),
  }));
  return inOrder(views);
}

function inOrder(views: readonly View[]): View[] {
  const ordered: View[] = [];
  const waiting = new Set(views);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((view) => [...waiting].every((other) => other === view || !reads(view, other)));
    if (ready.length === 0) throw new Error('The views read each other in a circle');
    for (const view of ready) waiting.delete(view);
    ordered.push(...ready);
  }
  return ordered;
}

function reads(view: View, other: View): boolean {
  return new RegExp(`\\b(FROM|JOIN) ${other.name}\\b`).test(view.sql);
}
