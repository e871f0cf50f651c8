/** Less of a report, where its file would be too large. */
import type { Collected, Comparison, ReportSummary, Sheet, SheetColumn } from './payload.js';

const TO_CUT =
  /^(principals\.by-service|principals\.by-action|sets\.by-action|policies|changes:.*|changes\.by-action:.*)$/;

/** Sheets that may lose rows. The page tells of each what it lacks, and the query that answers it. */
export function mayBeCut(name: string): boolean {
  return TO_CUT.test(name);
}

/**
 * Keeps a share of the actions and changes and twice that of the services, for without its services little is known of
 * a principal. The riskiest principals keep theirs whole.
 */
export function cutTo({ summary, sheets }: Collected, share: number): Collected {
  const cut = new Map(sheets);
  for (const [name, sheet] of sheets) {
    if (!mayBeCut(name)) continue;
    const rows = Math.floor(sheet.rows * (name === 'principals.by-service' ? Math.min(1, 2 * share) : share));
    cut.set(name, firstRows(sheet, sheet.columns.place ? wholePlaces(sheet.columns.place, rows) : rows));
  }
  const lost = (name: string): number => (sheets.get(name)?.rows ?? 0) - (cut.get(name)?.rows ?? 0);
  const comparisons = summary.comparisons.map(
    (pair): Comparison => ({
      ...pair,
      principalsLeft: pair.principalsLeft + lost(`changes:${pair.from}:${pair.to}`),
      accessLeft: pair.accessLeft + lost(`changes.by-action:${pair.from}:${pair.to}`),
    }),
  );
  const left = Object.fromEntries(Object.entries(summary.left).map(([name, rows]) => [name, rows + lost(name)]));
  return { summary: { ...summary, ...heldBy(cut), comparisons, left }, sheets: cut };
}

/** Of how many principals these sheets hold the services and the actions. */
export function heldBy(sheets: ReadonlyMap<string, Sheet>): Pick<ReportSummary, 'withServices' | 'withActions'> {
  return {
    withServices: principalsOf(sheets.get('principals.by-service')),
    withActions: principalsOf(sheets.get('principals.by-action')),
  };
}

function principalsOf(sheet: Sheet | undefined): number {
  const places = sheet?.columns.place;
  return places && 'values' in places ? new Set(places.values).size : 0;
}

/** At most so many rows, that end where a principal does. */
function wholePlaces(place: SheetColumn, rows: number): number {
  if (!('values' in place)) throw new Error('Places are numbers');
  let end = rows;
  while (end > 0 && end < place.values.length && place.values[end] === place.values[end - 1]) end -= 1;
  return end;
}

function firstRows({ columns }: Sheet, rows: number): Sheet {
  const cut = Object.entries(columns).map(([name, column]) => [name, firstOf(column, rows)] as const);
  return { rows, columns: Object.fromEntries(cut) };
}

/** A dictionary is in the order in which its words come. */
function firstOf(column: SheetColumn, rows: number): SheetColumn {
  if ('values' in column) return { ...column, values: column.values.slice(0, rows) };
  const codes = column.codes.slice(0, rows);
  const words = codes.reduce((most, code) => Math.max(most, code + 1), 0);
  return { dictionary: column.dictionary.slice(0, words), codes };
}
