/** A list that shows the rows of a sheet, with what the file lacks of it. */
import { command } from '../copy.js';
import { type Child, h } from '../dom.js';
import { listLength } from '../figure.js';
import type { Opened } from '../opened.js';
import { type Page, queryOf } from '../page.js';
import type { Column } from './column.js';
import { csvOfSheet } from './csv.js';
import { table } from './table.js';

interface SheetList {
  readonly caption: string;
  /** Of the file of comma-separated values. */
  readonly name: string;
  readonly sheet: Opened;
  readonly columns: readonly Column<number>[];
  readonly rows: readonly number[];
  readonly first?: number;
  /** What the numbers of a row are of. */
  readonly subject?: (row: number) => string;
  /** In the place of the list where there are no rows. */
  readonly none: string;
}

export function sheetList({ caption, name, sheet, columns, rows, first = 200, subject, none }: SheetList): HTMLElement {
  if (rows.length === 0) return h('p', { class: 'quiet' }, none);
  return table(caption, columns, rows, {
    first,
    csv: csvOfSheet(name, sheet, (row: number) => row),
    ...(subject ? { subject } : {}),
  });
}

/** Says how many rows the file lacks of a sheet, with the command that asks for all; nothing where it has all. */
export function lackNote(page: Page, sheet: string, parameters: readonly string[]): Child[] {
  const left = page.summary.left[sheet] ?? 0;
  if (left === 0) return [];
  const all = queryOf(page, sheet, [...parameters, '--snapshot-date', page.summary.date]);
  return [lacking([listLength(left, 'row'), ' of this list'], all)];
}

/** Says what the file lacks, with the command that asks for all. */
export function lacking(what: readonly Child[], all: string): HTMLElement {
  return h('p', { class: 'note' }, 'This file lacks ', ...what, '. Ask for all: ', command(all));
}

/** The question that a view answers, as a command. */
export function askedBy(page: Page, question: string, parameters: readonly string[] = []): HTMLElement {
  const text = queryOf(page, question, [...parameters, '--snapshot-date', page.summary.date]);
  return h('details', { class: 'asked' }, h('summary', {}, 'Run this yourself'), command(text));
}
