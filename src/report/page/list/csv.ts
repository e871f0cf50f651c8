/** A list as a file of comma-separated values, as `access-lake query --format csv` writes them. */
import type { Cell } from '../../../query/engine.js';
import { csvLine } from '../../../query/format/csv.js';
import { h } from '../dom.js';
import type { Opened } from '../sheets.js';

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

/** Downloads the rows as they are sorted and filtered when it is pressed. */
export function csvButton<T>({ name, header, line }: Csv<T>, rowsOf: () => readonly T[]): HTMLElement {
  const save = (): void => {
    const text = [csvLine(header), ...rowsOf().map((row) => csvLine(line(row)))];
    const address = URL.createObjectURL(new Blob(text, { type: 'text/csv' }));
    h('a', { href: address, download: `${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return h('button', { type: 'button', class: 'tool', onclick: save }, 'Download CSV');
}
