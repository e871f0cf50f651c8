/** From a question and values to a statement: values are bound, never pasted. */
import { daysBefore, LATE_DAYS, TRACKED_DAYS } from '../../model/days.js';
import type { Cell } from '../engine/engine.js';
import { ofGiven, TOKEN } from './if-given.js';
import type { Question } from './questions.js';
import { type Given, readGiven } from './values.js';

export interface Bound {
  /** Each `?` takes one of the parameters, in order. */
  readonly sql: string;
  readonly parameters: readonly Cell[];
}

/** A list of one. DuckDB carries an equality over to every table that is joined on the column, a list it does not. */
const IN_LIST_OF_ONE = /(?<!NOT )IN \(\?\)/g;

/** The cells of each parameter that has a value. */
export type Cells = ReadonlyMap<string, readonly Cell[]>;

/** {@link bindCells} for values as people give them. Throws a usageError for a value or name that the question does not take. */
export function bind(question: Question, given: Given): Bound {
  return bindCells(question, readGiven(question, given));
}

/** Binds cells; a parameter that has none takes the lines with it that are marked `-- if given`, and is an Error in any other. */
export function bindCells({ sql: text }: Pick<Question, 'sql'>, cells: Cells): Bound {
  const parameters: Cell[] = [];
  const sql = ofGiven(text, (name) => cells.has(name)).replaceAll(
    TOKEN,
    (token, name: string | undefined, part: string | undefined) => {
      if (name === undefined) return token;
      const bound = new Set((cells.get(name) ?? []).map((cell) => partOf(cell, part)));
      parameters.push(...bound);
      return [...bound].map(() => '?').join(', ');
    },
  );
  return { sql: sql.replace(/^WITH\n/, 'WITH ').replaceAll(IN_LIST_OF_ONE, '= ?'), parameters };
}

/** The statement with its values as literals, for a person to paste. */
export function inlined(bound: Bound): string {
  return filled(bound, literal);
}

/** The statement with SQL in the place of each `?` for which there is a value. */
export function filled({ sql, parameters }: Bound, asSql: (cell: Cell) => string): string {
  const left = [...parameters];
  return sql.replaceAll(TOKEN, (token) => (token === '?' && left.length > 0 ? asSql(left.shift() ?? null) : token));
}

/** A value as SQL: text in quotes. */
export function literal(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell);
}

function partOf(cell: Cell, part: string | undefined): Cell {
  if (part === 'lookback') return daysBefore(String(cell), TRACKED_DAYS + LATE_DAYS);
  if (part === 'lower') return String(cell).toLowerCase();
  if (part === 'account') return String(cell).split(':')[4] ?? '';
  if (part === 'service') return String(cell).split(':')[0] ?? '';
  if (part === 'name') return String(cell).split(':')[1] ?? '';
  if (part === 'pattern') return asPattern(tagAsJson(String(cell)));
  if (part === 'escapedpattern') return asPattern(escapedAsTrino(tagAsJson(String(cell))));
  return cell;
}

/** How a tag is written in the JSON of a principal's tags; a key alone ends with its colon. */
function tagAsJson(tag: string): string {
  const at = tag.indexOf('=');
  return at < 0
    ? `${JSON.stringify(tag)}:`
    : `${JSON.stringify(tag.slice(0, at))}:${JSON.stringify(tag.slice(at + 1))}`;
}

/** A regular expression, of RE2 and of Java, that matches the text alone. */
function asPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Characters above U+FFFF as Trino's json_format writes them. */
function escapedAsTrino(json: string): string {
  return json.replaceAll(/[\u{10000}-\u{10ffff}]/gu, surrogates);
}

function surrogates(character: string): string {
  return Array.from({ length: 2 }, (_, at) => `\\u${character.charCodeAt(at).toString(16).toUpperCase()}`).join('');
}
