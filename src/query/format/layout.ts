/** Which columns of an answer stand side by side on a terminal, and how wide each is. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine/engine.js';
import { fitted, widthOf } from './width.js';
import type { Rows } from './writer.js';

export const GAP = '  ';

export interface Layout {
  /** Places of the columns shown, in order. */
  readonly places: readonly number[];
  readonly widths: readonly number[];
  /** Names go on below, for there is no room to tell them apart in one line. */
  readonly isWrapped: boolean;
}

/** Less of a cell than this says nothing: of a time the date must stay, numbers are never cut. */
const WHOLE = Number.POSITIVE_INFINITY;
const leastWidths = {
  arn: 32,
  /** Every account has a role/OrganizationAccountAccessRole. */
  resource: 34,
  timestamp: 11,
  date: 10,
  boolean: 5,
  integer: WHOLE,
  bigint: WHOLE,
  double: WHOLE,
};
/** A sentence has at least so much of the line. */
const SENTENCE_SHARE = 0.5;
/** Fewer columns are no table. */
const FEWEST_COLUMNS = 3;
/** The name of a column that is at most so long stays in one line. */
const WHOLE_HEAD = 14;
/** Of a name so much is shown if there is room for ENOUGH_COLUMNS, else so much less. */
const WHOLE_NAME = 20;
const SHORT_NAME = 14;
const ENOUGH_COLUMNS = 4;

interface Room {
  readonly width: number;
  readonly mayHide: boolean;
}

/**
 * The widest columns made narrower until all fit. `mayHide`: where too little of them would be left, the last ones are
 * left out, those without a value before the others. Undefined: no table fits.
 */
export function layoutOf(columns: readonly ResultColumn[], rows: Rows, room: Room): Layout | undefined {
  const whole = room.mayHide ? layoutWith(columns, rows, { ...room, name: WHOLE_NAME }) : undefined;
  const isEnough = whole !== undefined && !whole.isWrapped && whole.places.length >= ENOUGH_COLUMNS;
  return isEnough ? whole : layoutWith(columns, rows, { ...room, name: SHORT_NAME });
}

/** `name`: how much of a name must be shown. */
function layoutWith(
  columns: readonly ResultColumn[],
  rows: Rows,
  { width, mayHide, name }: Room & Least,
): Layout | undefined {
  const cellsOf = (at: number): Cell[] => rows.map((row) => row[at] ?? null);
  const sizes = columns.map((column, at) => sizeOf(column, cellsOf(at), { width, name }));
  const places = [...columns.keys()];
  const fits = (part: 'least' | 'fewest'): boolean =>
    sum(places.map((at) => (sizes[at] as Size)[part])) + GAP.length * (places.length - 1) <= width;
  while (mayHide && places.length > FEWEST_COLUMNS && !fits('least')) {
    const empty = places.findLastIndex((at) => !sizes[at]?.hasValue);
    places.splice(empty < 0 ? -1 : empty, 1);
  }
  const isWrapped = !fits('least');
  if (isWrapped && !(mayHide && fits('fewest'))) return undefined;
  const own = places.map((at) => sizes[at] as Size).map((size) => (isWrapped ? { ...size, least: size.fewest } : size));
  return { places, widths: narrowed(own, width - GAP.length * (places.length - 1)), isWrapped };
}

interface Size {
  /** How wide the column would be. */
  readonly wanted: number;
  /** How wide it must be to say anything, and to tell its names apart. */
  readonly least: number;
  /** The same for names that go on below. */
  readonly fewest: number;
  readonly hasValue: boolean;
}

function narrowed(sizes: readonly Pick<Size, 'wanted' | 'least'>[], room: number): number[] {
  const widths = sizes.map(({ wanted }) => wanted);
  for (let over = sum(widths) - room; over > 0; over--) {
    const spare = Math.max(...widths.filter((each, at) => each > (sizes[at]?.least ?? each)));
    widths[widths.findIndex((each, at) => each === spare && each > (sizes[at]?.least ?? each))] = spare - 1;
  }
  return widths;
}

function sizeOf({ name, type }: ResultColumn, cells: readonly Cell[], room: Least): Size {
  const head = widthOf(escapeForTerminal(name));
  const word = head <= WHOLE_HEAD ? head : Math.max(...wordsOf(escapeForTerminal(name)).map(widthOf));
  const texts = cells.map(shown);
  const body = texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 0);
  const atLeast = (enough: number): number => Math.max(word, Math.min(body, enough));
  const enough = leastOf(type, texts, room);
  const isApart = type !== 'varchar' || texts.some(isSentence);
  return {
    wanted: Math.max(head, body),
    least: atLeast(isApart ? enough : tellingApart(texts, enough)),
    fewest: atLeast(enough),
    hasValue: body > 0,
  };
}

interface Least {
  readonly width: number;
  readonly name: number;
}

function leastOf(type: ResultColumn['type'], texts: readonly string[], { width, name }: Least): number {
  if (type !== 'varchar') return leastWidths[type];
  if (texts.some(isSentence)) return Math.floor(width * SENTENCE_SHARE);
  if (texts.some((text) => /^(user|role|group|policy)\//.test(text))) return leastWidths.resource;
  return texts.some((text) => text.startsWith('arn:')) ? leastWidths.arn : name;
}

/** The least width, `least` or more, at which names that differ are not cut to the same. */
function tellingApart(texts: readonly string[], least: number): number {
  const names = [...new Set(texts.filter(isName))];
  const areApart = (width: number): boolean => new Set(names.map((name) => fitted(name, width))).size === names.length;
  let width = least;
  while (!areApart(width)) width += 1;
  return width;
}

/** One word, such as an ARN or the name of an action or account: to cut it may make it another. */
export function isName(text: string): boolean {
  return /^[\w:/.@+=*-]+$/.test(text);
}

/** An ARN, or an action such as s3:GetObject. */
export function isQualifiedName(text: string): boolean {
  return /^(arn:|[a-z0-9-]+:[A-Za-z0-9]+$)/.test(text);
}

/** Reads on over several lines. */
export function isSentence(text: string): boolean {
  return /^[A-Z][^{]*\.$/.test(text) && text.split(' ').length > 3;
}

/** `days_since` is `days_` and `since`; words of a text are likewise. */
export function wordsOf(name: string): string[] {
  return name.match(/[^_ ]*[_ ]|[^_ ]+/g) ?? [''];
}

/** Null is empty; a time without what it does not say. */
export function shown(cell: Cell): string {
  if (cell === null) return '';
  return escapeForTerminal(String(cell)).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.000$/, '$1');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
