/** A table for a terminal: aligned, no line wider than the terminal, harmless whatever the cells hold. */
import { harmless } from '../../model/harmless.js';
import type { Cell, ResultColumn } from '../engine.js';
import { fitted, widthOf } from './width.js';
import type { Format, Rows } from './writer.js';

const gap = '  ';
const leastWidth = 6;
/** Rows whose widths decide the layout; later ones are cut to it, so that nothing waits for the end. */
const rowsToLookAt = 500;

/** `width`: columns of the terminal. Where not even narrow columns fit beside each other, a row becomes a block of lines. */
export function tableFor(width: number): Format {
  return (columns, pages) => table(columns, pages, width);
}

async function* table(
  columns: readonly ResultColumn[],
  pages: AsyncIterable<Rows>,
  width: number,
): AsyncGenerator<string> {
  const iterator = pages[Symbol.asyncIterator]();
  const first: (readonly Cell[])[] = [];
  let next = await iterator.next();
  for (; !next.done && first.length < rowsToLookAt; next = await iterator.next()) first.push(...next.value);
  const widths = layout(columns, first, width);
  const write = widths ? lineWriter(columns, widths) : blockWriter(columns, width);
  yield write.head;
  yield first.map(write.row).join('');
  for (; !next.done; next = await iterator.next()) yield next.value.map(write.row).join('');
}

/** Widths of the columns, the widest made narrower until all fit; undefined where they cannot. */
function layout(columns: readonly ResultColumn[], rows: Rows, width: number): number[] | undefined {
  const widths = columns.map(({ name }, at) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(shown(row[at] ?? null))), widthOf(harmless(name))),
  );
  const room = width - gap.length * (columns.length - 1);
  let over = widths.reduce((sum, each) => sum + each, 0) - room;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= leastWidth) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
    over -= 1;
  }
  return widths;
}

interface RowWriter {
  readonly head: string;
  readonly row: (row: readonly Cell[]) => string;
}

function lineWriter(columns: readonly ResultColumn[], widths: readonly number[]): RowWriter {
  const right = columns.map(({ type }) => type === 'integer' || type === 'bigint' || type === 'double');
  const line = (texts: readonly string[]): string =>
    `${texts
      .map((text, at) => fitted(text, widths[at] as number, right[at] as boolean))
      .join(gap)
      .trimEnd()}\n`;
  return {
    head: line(columns.map(({ name }) => harmless(name))) + line(widths.map((each) => '─'.repeat(each))),
    row: (row) => line(row.map(shown)),
  };
}

function blockWriter(columns: readonly ResultColumn[], width: number): RowWriter {
  const label = Math.min(Math.max(...columns.map(({ name }) => widthOf(harmless(name)))), Math.floor(width / 2));
  const value = Math.max(width - label - gap.length, 1);
  const line = (name: string, cell: Cell): string =>
    `${fitted(harmless(name), label, false)}${gap}${fitted(shown(cell), value, false)}`.trimEnd();
  return {
    head: '',
    row: (row) => `${columns.map(({ name }, at) => line(name, row[at] ?? null)).join('\n')}\n\n`,
  };
}

/** Null is empty; a time without what it does not say. */
function shown(cell: Cell): string {
  if (cell === null) return '';
  return harmless(String(cell)).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.000$/, '$1');
}
