/** Columns of lists whose rows are rows of a sheet. */
import { REASONS } from '../../../model/judgement/reasons.js';
import { type Child, h, link, outside } from '../dom.js';
import { nameOf } from '../names.js';
import type { Opened } from '../opened.js';
import { hashOf } from '../route.js';
import { count, counted, day, NOT_MEASURED } from '../words.js';
import type { Column } from './column.js';

type OfRow = Column<number>;
type Layout = Pick<OfRow, 'isSecondary'>;

export function textColumn(sheet: Opened, title: string, name: string, layout: Layout = {}): OfRow {
  const textOf = (row: number): string => sheet.text(name, row);
  return { title, cell: (row) => outside(textOf(row), 'wrap'), sort: (row) => textOf(row) || null, ...layout };
}

export function numberColumn(sheet: Opened, title: string, name: string, layout: Layout = {}): OfRow {
  const at = (row: number): number | null => sheet.number(name, row);
  return { title, cell: (row) => count(at(row)), sort: at, number: name, ...layout };
}

/** The first reason against taking it away, as a sentence; empty: it may go. */
export function withheldColumn(sheet: Opened): OfRow {
  const textOf = (row: number): string =>
    REASONS.find(({ code }) => code === sheet.get('withheld', row))?.one ?? sheet.text('withheld', row);
  return { title: 'Why it is kept', cell: (row) => outside(textOf(row), 'wrap'), sort: (row) => textOf(row) || null };
}

interface DayLayout extends Layout {
  /** Stands where there is no time. */
  readonly none: string;
}

/** The day of a time. */
export function dayColumn(sheet: Opened, title: string, name: string, { none, ...layout }: DayLayout): OfRow {
  const at = (row: number): number | null => sheet.number(name, row);
  return { title, cell: (row) => day(at(row)) || none, sort: at, ...layout };
}

/** The last use of a principal that any snapshot knows; of one that was not measured, or whose use may be hidden, that. */
export function lastUseColumn(sheet: Opened, title: string, layout: Layout = {}): OfRow {
  const column = dayColumn(sheet, title, 'last_used_at', { none: 'none known', ...layout });
  const cell = (row: number): Child | readonly Child[] => {
    if (sheet.get('state', row) !== 'NOT_MEASURED') return column.cell(row);
    return sheet.get('withheld', row) === 'BLIND' ? mayBeHidden() : notMeasured();
  };
  return { ...column, cell };
}

/** Of a principal that works in a Region that IAM does not track. */
function mayBeHidden(): HTMLElement {
  const title = REASONS.find(({ code }) => code === 'BLIND')?.one;
  return h('span', { class: 'unknown', title }, 'not known');
}

/** Stands where a use would, of a principal of which nothing is known. */
export function notMeasured(): HTMLElement {
  return h('span', { class: 'unmeasured' }, `⚠ ${NOT_MEASURED}`);
}

export function accountColumn(sheet: Opened, layout: Layout = { isSecondary: true }): OfRow {
  const nameOf = (row: number): string => sheet.text('account_name', row) || sheet.text('account_id', row);
  return {
    title: 'Account',
    cell: (row) => link(hashOf('account', sheet.text('account_id', row)), outside(nameOf(row))),
    sort: (row) => nameOf(row).toLowerCase(),
    ...layout,
  };
}

/** A user or role by its name; a row without one is of what was not measured. */
export function principalColumn(sheet: Opened, title = 'Principal', name = 'principal_arn'): OfRow {
  return {
    title,
    cell: (row) => principalCell(sheet.text(name, row)),
    sort: (row) => nameOf(sheet.text(name, row)).toLowerCase() || null,
  };
}

function principalCell(arn: string): Child {
  if (arn === '') return h('em', {}, 'the whole account');
  return link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
}

/** Evidence in days, the least of all that the row stands for. */
export function evidenceColumn(sheet: Opened, layout: Layout = {}): OfRow {
  const at = (row: number): number | null => sheet.number('least_evidence_days', row);
  const cell = (row: number): string => (at(row) === null ? 'not known' : counted(at(row), 'day'));
  return { title: 'Evidence', cell, sort: at, number: 'least_evidence_days', ...layout };
}
