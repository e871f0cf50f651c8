/** A table for a terminal: aligned, no line wider than the terminal, escaped, whatever the cells hold. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine/engine.js';
import { briefly } from './brief.js';
import { GAP, isName, isQualifiedName, isSentence, type Layout, layoutOf, shown, wordsOf } from './layout.js';
import { filled, fitted, widthOf, wrapped } from './width.js';
import type { Format, Look, Rows } from './writer.js';

/** Rows whose widths decide the layout, so that nothing waits for the end. */
const ROWS_TO_LOOK_AT = 500;
/** So few rows are shown whole, where their columns cannot stand side by side. */
const MOST_BLOCKS = 2;

/**
 * A row is a line, sentences in it go on below; where the columns cannot stand side by side, a block of lines. With
 * `width` infinite nothing is cut. `brief`: columns that are null throughout are left out, of times the dates are shown,
 * and columns that do not fit are told to `onHidden`.
 */
export function tableFor(look: Look): Format {
  return (columns, pages) => table(columns, pages, look);
}

async function* table(
  allColumns: readonly ResultColumn[],
  pages: AsyncIterable<Rows>,
  { width, brief, first = [], onHidden = () => {} }: Look,
): AsyncGenerator<string> {
  const iterator = pages[Symbol.asyncIterator]();
  const head: (readonly Cell[])[] = [];
  let next = await iterator.next();
  for (; !next.done && head.length < ROWS_TO_LOOK_AT; next = await iterator.next()) head.push(...next.value);
  const { columns, shownOf } = briefly(allColumns, head, { brief, isAll: next.done === true, first });
  const rows = head.map(shownOf);
  const layout = layoutOf(columns, rows, { width, mayHide: brief && rows.length > MOST_BLOCKS });
  if (layout) onHidden(hiddenBy(layout, columns, rows));
  const write = layout ? lineWriter(columns, layout, width) : blockWriter(columns, width);
  yield write.head;
  yield rows.map((row) => write.row(row, false)).join('');
  for (; !next.done; next = await iterator.next())
    yield next.value.map((row) => write.row(shownOf(row), true)).join('');
}

/** Rows that are all there, as {@link tableFor} writes them, and the columns that have no room. */
export function tableOf(
  columns: readonly ResultColumn[],
  rows: Rows,
  width: number,
): { readonly text: string; readonly hidden: readonly string[] } {
  const layout = layoutOf(columns, rows, { width, mayHide: true });
  const write = layout ? lineWriter(columns, layout, width) : blockWriter(columns, width);
  const text = write.head + rows.map((row) => write.row(row, false)).join('');
  return { text, hidden: layout ? hiddenBy(layout, columns, rows) : [] };
}

/** The columns that have a value and are not shown. */
function hiddenBy({ places }: Layout, columns: readonly ResultColumn[], rows: Rows): string[] {
  return columns.flatMap(({ name }, at) =>
    !places.includes(at) && rows.some((row) => (row[at] ?? null) !== null) ? [name] : [],
  );
}

interface RowWriter {
  readonly head: string;
  /** `isLater`: the layout was made without it. */
  readonly row: (row: readonly Cell[], isLater: boolean) => string;
}

function lineWriter(columns: readonly ResultColumn[], { places, widths, isWrapped }: Layout, width: number): RowWriter {
  const own = places.map((at) => columns[at] as ResultColumn);
  const fit = width === Number.POSITIVE_INFINITY ? filled : fitted;
  const right = own.map(({ type }) => type === 'integer' || type === 'bigint' || type === 'double');
  const line = (texts: readonly string[]): string =>
    `${texts
      .map((text, at) => fit(text, widths[at] as number, right[at] ? 'right' : 'left'))
      .join(GAP)
      .trimEnd()}\n`;
  const linesOf = (text: string, columns: number, isLater: boolean): string[] => {
    const goesOn = isSentence(text) || ((isLater || isWrapped) && isName(text));
    return fit === fitted && goesOn ? wrapped(text, columns) : [text];
  };
  const row = (cells: readonly Cell[], isLater: boolean): string => {
    const texts = places.map((at, column) => linesOf(shown(cells[at] ?? null), widths[column] as number, isLater));
    const height = Math.max(...texts.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => line(texts.map((lines) => lines[at] ?? ''))).join('');
  };
  return { head: headLines(own, widths).map(line).join('') + line(widths.map((each) => '─'.repeat(each))), row };
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

function blockWriter(columns: readonly ResultColumn[], width: number): RowWriter {
  const label = Math.min(
    Math.max(...columns.map(({ name }) => widthOf(escapeForTerminal(name)))),
    Math.floor(width / 2),
  );
  const value = Math.max(width - label - GAP.length, 1);
  const line = (name: string, cell: Cell): string =>
    valueLines(shown(cell), value)
      .map((text, at) => `${fitted(at === 0 ? escapeForTerminal(name) : '', label)}${GAP}${text}`.trimEnd())
      .join('\n');
  return {
    head: '',
    row: (row) => `${columns.map(({ name }, at) => line(name, row[at] ?? null)).join('\n')}\n\n`,
  };
}

/**
 * A name of several parts stays whole, and may take the next line of the terminal: cut it might read as another. One
 * word and a sentence go on below, and of other text the beginning is shown.
 */
function valueLines(text: string, width: number): string[] {
  if (isQualifiedName(text) || width === Number.POSITIVE_INFINITY) return [text];
  return isName(text) || isSentence(text) ? wrapped(text, width) : [fitted(text, width)];
}
