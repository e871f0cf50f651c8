/** A sheet read by column and row. */
import { taskSentence } from '../../model/judgement/task-sentence.js';
import type { Sheet } from '../payload.js';

export type Value = string | number | boolean | null;

export interface Opened {
  readonly rows: number;
  readonly columns: readonly string[];
  get(column: string, row: number): Value;
  text(column: string, row: number): string;
  number(column: string, row: number): number | null;
  /** As `access-lake query` prints it, to the second. */
  printed(column: string, row: number): Value;
  /** The rows of each value of a column, in their order. */
  rowsBy(column: string): ReadonlyMap<string, readonly number[]>;
}

/** Of tasks with the column `task`, the sentence of each row, as `access-lake query worklist` has it. */
export function openedOf(sheet: Sheet): Opened {
  const opened = asIs(sheet);
  return opened.columns.includes('task_code') ? withSentences(opened) : opened;
}

function asIs({ rows, columns }: Sheet): Opened {
  const get = (name: string, row: number): Value => {
    const column = columns[name];
    if (!column) throw new Error(`No column "${name}"`);
    if ('values' in column) return column.values[row] ?? null;
    return column.dictionary[column.codes[row] ?? -1] ?? null;
  };
  const text = (column: string, row: number): string => String(get(column, row) ?? '');
  const indexes = new Map<string, ReadonlyMap<string, readonly number[]>>();
  const printed = (name: string, row: number): Value => {
    const column = columns[name];
    const value = get(name, row);
    const isTime = column !== undefined && 'values' in column && column.isTime === true;
    return isTime && typeof value === 'number' ? timeText(value) : value;
  };
  return {
    rows,
    columns: Object.keys(columns),
    get,
    printed,
    text,
    number: (column, row) => get(column, row) as number | null,
    rowsBy: (column) => {
      const index = indexes.get(column) ?? indexOf(rows, (row) => text(column, row));
      indexes.set(column, index);
      return index;
    },
  };
}

function withSentences(sheet: Opened): Opened {
  const at = sheet.columns.indexOf('task_code');
  const sentence = (row: number): string => taskSentence((column) => sheet.printed(column, row));
  const or =
    <T>(read: (column: string, row: number) => T) =>
    (column: string, row: number): T | string =>
      column === 'task' ? sentence(row) : read(column, row);
  return {
    ...sheet,
    columns: sheet.columns.toSpliced(at, 0, 'task'),
    get: or(sheet.get),
    printed: or(sheet.printed),
    text: or(sheet.text),
  };
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The numbers of all rows, in their order. */
export function rowsOf({ rows }: Opened): number[] {
  return [...Array(rows).keys()];
}

function indexOf(rows: number, keyOf: (row: number) => string): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (let row = 0; row < rows; row += 1) {
    const key = keyOf(row);
    const known = index.get(key);
    if (known) known.push(row);
    else index.set(key, [row]);
  }
  return index;
}
