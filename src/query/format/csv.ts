/** Comma-separated values after RFC 4180, safe to open in a spreadsheet. */
import type { Cell, ResultColumn } from '../engine.js';
import type { Rows } from './writer.js';

/**
 * Nulls are empty. Text that a spreadsheet would run as a formula (it begins with = + - @, tab or carriage return) gets
 * a `'` in front.
 */
export async function* csv(columns: readonly ResultColumn[], pages: AsyncIterable<Rows>): AsyncGenerator<string> {
  yield line(columns.map(({ name }) => name));
  for await (const page of pages) yield page.map(line).join('');
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
