/** A table of GitHub's Markdown; text is shown as it is, never as markup, link or mention. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine/engine.js';
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
  return cell === null ? '' : harmless(String(cell));
}

/** Text of one line, in a cell of a table or outside, that is no markup, no link and mentions nobody. */
export function harmless(text: string): string {
  return escapeForTerminal(text)
    .replaceAll(/[\\|`*_~<>[\]&#!]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replaceAll(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`);
}

function isNumber(type: ResultColumn['type']): boolean {
  return type === 'integer' || type === 'bigint' || type === 'double';
}
