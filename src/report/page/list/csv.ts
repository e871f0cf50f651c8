/** A list as a file of comma-separated values, as `access-lake query --format csv` writes them. */
import type { Cell } from '../../../query/engine/engine.js';
import { csvLine } from '../../../query/format/csv.js';
import { type Child, h } from '../dom.js';
import type { Opened } from '../opened.js';
import type { Column } from './column.js';

export interface Csv<T> {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly header: readonly string[];
  readonly line: (row: T) => readonly Cell[];
}

/** The columns of the question that a sheet is the answer of. */
export function csvOfSheet<T>(name: string, sheet: Opened, rowOf: (item: T) => number): Csv<T> {
  const { columns } = sheet;
  return { name, header: columns, line: (item) => columns.map((column) => sheet.printed(column, rowOf(item))) };
}

/** What a list shows, as it shows it: for those that are the answer of no question. */
export function csvOfColumns<T>(caption: string, columns: readonly Column<T>[]): Csv<T> {
  return {
    name: caption.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    header: columns.map(({ title }) => title),
    line: (row) => columns.map(({ cell }) => shownText(cell(row))),
  };
}

/** Numbers without the commas between thousands; what stands below a text comes after a space. */
function shownText(cell: Child | readonly Child[]): string {
  const shown = h('span', {}, cell);
  for (const below of shown.querySelectorAll('.below')) below.prepend(' ');
  const text = shown.textContent ?? '';
  return /^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text;
}

/** Downloads the rows as they are sorted and filtered when it is pressed. */
export function csvButton<T>(
  { name, header, line }: Csv<T>,
  rowsOf: () => readonly T[],
  title = 'Download CSV',
): HTMLElement {
  const save = (): void => {
    const text = [csvLine(header), ...rowsOf().map((row) => csvLine(line(row)))];
    const address = URL.createObjectURL(new Blob(text, { type: 'text/csv' }));
    h('a', { href: address, download: `${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return h('button', { type: 'button', class: 'tool', onclick: save }, title);
}
