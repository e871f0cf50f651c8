/** The views of `queries/views`. */

import { isDate, NO_DATE } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import type { ViewDates } from './lake-dates.js';
import { judgedBy } from './models.js';
import { readSqlFiles } from './sql-files.js';

export interface View {
  readonly name: string;
  /** Its folder in `queries/views`: what it is asked for. */
  readonly topic: string;
  /** `CREATE OR REPLACE VIEW …`, without a semicolon, tables and views without a database. */
  readonly sql: string;
  /** Whether it contains a date, so that a commit may change it. */
  readonly isDated: boolean;
  /** The sentences at its head: what a row is, and what its columns do not say by their names. */
  readonly comment: string;
  /** Columns that tell one row from another. */
  readonly grain: string;
}

/**
 * Every view, each after those that it reads. The dates stand in them as literals, for a subquery would read the files
 * of other dates. They come from a lake: anything but yyyy-MM-dd fails with a UserError.
 */
export function readViews(dates: ViewDates): View[] {
  const literals = literalsOf(dates);
  const views = readSqlFiles('views/').map(({ name, inFolder, text }) => ({
    name,
    topic: inFolder,
    ...headOf(text),
    isDated: /^[^-].*\{\{/m.test(text),
    sql: withSections(text, dates)
      .replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => literals[name] as string)
      .trim(),
  }));
  return inOrder(views);
}

/**
 * What asks partial snapshots is left out where there are none: it costs time to plan, and stages on Athena.
 * `{{^partial_snapshots}}` begins what stands in its place.
 */
function withSections(text: string, { lastPart }: ViewDates): string {
  const isThere = lastPart !== NO_DATE;
  return text.replaceAll(SECTION, (_, kind: string, section: string) => (isThere === (kind === '#') ? section : ''));
}

const SECTION = /^ *\{\{([#^])partial_snapshots\}\}\n([\s\S]*?)^ *\{\{\/partial_snapshots\}\}\n/gm;

/** The comment lines before the statement; the last of them begin with `Grain:`. */
function headOf(text: string): Pick<View, 'comment' | 'grain'> {
  const head = text.slice(0, text.indexOf('CREATE ')).replaceAll(/^-- /gm, '').replaceAll('\n', ' ').trim();
  const [comment = '', grain = ''] = head.split(/ ?Grain: /);
  return { comment, grain: grain.replace(/\.$/, '') };
}

/** What takes the place of `{{name}}`. */
function literalsOf({ latest, lastPart, afterWhole }: ViewDates): Readonly<Record<string, string>> {
  const pairs = afterWhole.length > 0 ? afterWhole : [{ date: NO_DATE, wholeDate: NO_DATE, isWhole: true }];
  const dates = [latest, lastPart, ...pairs.flatMap(({ date, wholeDate }) => [date, wholeDate])];
  for (const date of dates) refuseOtherThanDate(date);
  return {
    latest_date: latest,
    last_part: lastPart,
    judged_by: judgedBy(),
    dates_after_whole: pairs.map((pair) => `('${pair.date}', '${pair.wholeDate}', ${pair.isWhole})`).join(',\n    '),
  };
}

function refuseOtherThanDate(date: string): void {
  if (isDate(date) || date === NO_DATE) return;
  throw new UserError(`Cannot make the views: a run says that its date is ${jsonForTerminal(date)}.`, {
    hint: '`access-lake verify` names every damage.',
  });
}

function inOrder(views: readonly View[]): View[] {
  const ordered: View[] = [];
  const waiting = new Map(views.map((view) => [view.name, { view, reads: readBy(view) }]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ view, reads }) =>
      reads.every((name) => name === view.name || !waiting.has(name)),
    );
    if (ready.length === 0) throw new Error('The views read each other in a circle');
    for (const { view } of ready) waiting.delete(view.name);
    ordered.push(...ready.map(({ view }) => view));
  }
  return ordered;
}

function readBy({ sql }: View): string[] {
  return [...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map(([, name = '']) => name);
}
