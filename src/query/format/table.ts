/** A table for a terminal: aligned, no line wider than the terminal, escaped, whatever the cells hold. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine.js';
import { briefly } from './brief.js';
import { filled, fitted, widthOf } from './width.js';
import type { Format, Look, Rows } from './writer.js';

const gap = '  ';
/** Less of a cell than this says nothing: of a time the date must stay, numbers are never cut. */
const whole = Number.POSITIVE_INFINITY;
const leastWidths = {
  ...{ word: 14, arn: 24, varchar: 14, timestamp: 11, date: 10, boolean: 5 },
  ...{ integer: whole, bigint: whole, double: whole },
};
/** Rows whose widths decide the layout; later ones are cut to it, so that nothing waits for the end. */
const rowsToLookAt = 500;

/**
 * A row is a line; where columns would be cut to nothing, a block of lines. With `width` infinite nothing is cut.
 * `brief`: columns that are null throughout are left out, and of times the dates are shown.
 */
export function tableFor({ width, brief }: Look): Format {
  return (columns, pages) => table(columns, pages, width, brief);
}

async function* table(
  allColumns: readonly ResultColumn[],
  pages: AsyncIterable<Rows>,
  width: number,
  brief: boolean,
): AsyncGenerator<string> {
  const iterator = pages[Symbol.asyncIterator]();
  const head: (readonly Cell[])[] = [];
  let next = await iterator.next();
  for (; !next.done && head.length < rowsToLookAt; next = await iterator.next()) head.push(...next.value);
  const { columns, shownOf } = briefly(allColumns, head, { brief, isAll: next.done === true });
  const first = head.map(shownOf);
  const widths = layout(columns, first, width);
  const write = widths ? lineWriter(columns, widths, width) : blockWriter(columns, width);
  yield write.head;
  yield first.map(write.row).join('');
  for (; !next.done; next = await iterator.next()) yield next.value.map((row) => write.row(shownOf(row))).join('');
}

/** Widths of the columns, the widest made narrower until all fit; undefined where too little of them would be left. */
function layout(columns: readonly ResultColumn[], rows: Rows, width: number): number[] | undefined {
  const sizes = columns.map((column, at) =>
    sizeOf(
      column,
      rows.map((row) => row[at] ?? null),
    ),
  );
  const widths = sizes.map(({ wanted }) => wanted);
  const room = width - gap.length * (columns.length - 1);
  for (let over = sum(widths) - room; over > 0; over--) {
    const spare = Math.max(...widths.filter((each, at) => each > (sizes[at]?.least ?? each)));
    if (spare === Number.NEGATIVE_INFINITY) return undefined;
    widths[widths.findIndex((each, at) => each === spare && each > (sizes[at]?.least ?? each))] = spare - 1;
  }
  return widths;
}

/** How wide a column would be, and how wide it must be to say anything. */
function sizeOf({ name, type }: ResultColumn, cells: readonly Cell[]): { wanted: number; least: number } {
  const head = widthOf(escapeForTerminal(name));
  const word = Math.max(...wordsOf(escapeForTerminal(name)).map(widthOf));
  const texts = cells.map(shown);
  const body = texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 0);
  const least = texts.some((text) => text.startsWith('arn:')) ? leastWidths.arn : leastWidths[type];
  const enough = type === 'varchar' ? tellingApart(texts, least) : least;
  return { wanted: Math.max(head, body), least: Math.max(Math.min(word, leastWidths.word), Math.min(body, enough)) };
}

/** The least width, `least` or more, at which names that differ are not cut to the same. */
function tellingApart(texts: readonly string[], least: number): number {
  const names = [...new Set(texts.filter((text) => NAME.test(text)))];
  const areApart = (width: number): boolean => new Set(names.map((name) => fitted(name, width))).size === names.length;
  let width = least;
  while (!areApart(width)) width += 1;
  return width;
}

/** An ARN, or an action such as s3:GetObject. */
const NAME = /^(arn:|[a-z0-9-]+:[A-Za-z0-9]+$)/;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

interface RowWriter {
  readonly head: string;
  readonly row: (row: readonly Cell[]) => string;
}

function lineWriter(columns: readonly ResultColumn[], widths: readonly number[], width: number): RowWriter {
  const fit = width === Number.POSITIVE_INFINITY ? filled : fitted;
  const right = columns.map(({ type }) => type === 'integer' || type === 'bigint' || type === 'double');
  const line = (texts: readonly string[]): string =>
    `${texts
      .map((text, at) => fit(text, widths[at] as number, right[at] ? 'right' : 'left'))
      .join(gap)
      .trimEnd()}\n`;
  return {
    head: headLines(columns, widths).map(line).join('') + line(widths.map((each) => '─'.repeat(each))),
    row: (row) => line(row.map(shown)),
  };
}

/** The names above their columns, those that are wider broken after `_`: a name that is cut may read as another. */
function headLines(columns: readonly ResultColumn[], widths: readonly number[]): string[][] {
  const broken = columns.map(({ name }, at) => brokenAt(escapeForTerminal(name), widths[at] as number));
  const height = Math.max(...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => broken.map((lines) => lines[line - height + lines.length] ?? ''));
}

function brokenAt(name: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of wordsOf(name)) {
    const joined = (lines.at(-1) ?? '') + word;
    if (lines.length > 0 && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** `days_since` is `days_` and `since`. */
function wordsOf(name: string): string[] {
  return name.match(/[^_]*_|[^_]+/g) ?? [''];
}

function blockWriter(columns: readonly ResultColumn[], width: number): RowWriter {
  const label = Math.min(
    Math.max(...columns.map(({ name }) => widthOf(escapeForTerminal(name)))),
    Math.floor(width / 2),
  );
  const value = Math.max(width - label - gap.length, 1);
  const line = (name: string, cell: Cell): string =>
    `${fitted(escapeForTerminal(name), label)}${gap}${valueIn(shown(cell), value)}`.trimEnd();
  return {
    head: '',
    row: (row) => `${columns.map(({ name }, at) => line(name, row[at] ?? null)).join('\n')}\n\n`,
  };
}

/** A name stays whole, and may take the next line of the terminal: cut it might read as another. */
function valueIn(text: string, width: number): string {
  return NAME.test(text) || width === Number.POSITIVE_INFINITY ? text : fitted(text, width);
}

/** Null is empty; a time without what it does not say. */
function shown(cell: Cell): string {
  if (cell === null) return '';
  return escapeForTerminal(String(cell)).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.000$/, '$1');
}
