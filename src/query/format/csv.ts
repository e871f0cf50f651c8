/** Comma-separated values after RFC 4180, safe to open in a spreadsheet. */
import type { AnswerLines, Cell, ResultColumn } from '../engine/engine.js';
import type { Rows } from './writer.js';

/** What a spreadsheet may run: = + - @ and their full-width forms, after whatever space it would trim; tab, line breaks. */
const FORMULA = /^(\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
/** Semicolons and tabs part the cells where the locale's comma is a decimal point: unquoted, a formula may follow one. */
const TO_QUOTE = /[",;\t\r\n]/;

/** Nulls are empty. Text that a spreadsheet would run as a formula gets a `'` in front. */
export async function* csv(columns: readonly ResultColumn[], pages: AsyncIterable<Rows>): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const page of pages) yield page.map(csvLine).join('');
}

/** The same of lines that the engine made, without their ends. */
export async function* csvOfLines({ names, pages }: AnswerLines): AsyncGenerator<string> {
  yield csvLine(names);
  for await (const page of pages) if (page.length > 0) yield `${page.join('\r\n')}\r\n`;
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return TO_QUOTE.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
