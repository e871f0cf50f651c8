/** Long lists of values as one value each: DuckDB takes a third of a millisecond for a value, and plans each of them. */
import type { Cell } from '../engine/engine.js';
import type { Bound } from '../question/bind.js';

/** A shorter list stays as it is: DuckDB leaves out the files of dates and row groups by what it compares with constants. */
export const LEAST_OF_LIST = 500;

/** Text and names in quotes, comments, a list of values alone in its brackets, and a value. */
const TOKEN = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*.*?\*\/|\b(IN \(|ARRAY\[)(\?(?:, \?)+)[)\]]|\?/gis;

export interface Folded extends Bound {
  /** Variables of the statement that hold a list of texts, by name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** The statement with each long list of texts as a variable: `IN (…)` and `ARRAY[…]`. */
export function withListsFolded({ sql: text, parameters }: Bound): Folded {
  if (parameters.length < LEAST_OF_LIST) return { sql: text, parameters, lists: new Map() };
  const lists = new Map<string, readonly string[]>();
  const names = new Map<string, string>();
  const left: Cell[] = [];
  let taken = 0;
  const sql = text.replaceAll(TOKEN, (token, opening: string | undefined, values = '?') => {
    if (opening === undefined && token !== '?') return token;
    const cells = parameters.slice(taken, taken + (values.length + ', '.length) / '?, '.length);
    taken += cells.length;
    if (opening === undefined || cells.length < LEAST_OF_LIST || !cells.every(isText)) {
      left.push(...cells);
      return token;
    }
    const key = JSON.stringify(cells);
    const name = names.get(key) ?? `list_${names.size}`;
    names.set(key, name);
    lists.set(name, cells);
    return opening.startsWith('A') ? `getvariable('${name}')` : `${opening}SELECT unnest(getvariable('${name}')))`;
  });
  return { sql, parameters: left, lists };
}

function isText(cell: Cell): cell is string {
  return typeof cell === 'string';
}
