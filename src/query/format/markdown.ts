/** A table of GitHub's Markdown; text is shown as it is, never as markup. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine.js';
import type { Rows } from './writer.js';

export async function* markdown(columns: readonly ResultColumn[], pages: AsyncIterable<Rows>): AsyncGenerator<string> {
  yield line(columns.map(({ name }) => name));
  yield `|${columns.map(({ type }) => (isNumber(type) ? ' --: |' : ' --- |')).join('')}\n`;
  for await (const page of pages) yield page.map(line).join('');
}

function line(cells: readonly Cell[]): string {
  return `| ${cells.map(escaped).join(' | ')} |\n`;
}

function escaped(cell: Cell): string {
  return cell === null ? '' : markdownText(String(cell));
}

/** Text of one line that no character of it makes markup of, in a cell of a table. */
export function markdownText(text: string): string {
  return escapeForTerminal(text).replaceAll(/[\\|`*_~<>[\]&#!]/g, '\\$&');
}

function isNumber(type: ResultColumn['type']): boolean {
  return type === 'integer' || type === 'bigint' || type === 'double';
}
