/** Sorting columns by texts: a counting sort over the ranks of the dictionaries, so that no text is compared a row. */
import type { Codes, Column, Columns } from '../../model/columns.js';
import type { Clustering } from '../../model/schema.js';
import { clusterKeys, type Keys } from './clustering.js';

/**
 * The rows in ascending order of the columns named, in that order; null first; rows that tie keep their
 * order. With `clustering`, of which the names are the first ones, sets that are alike are put together then.
 */
export function sortBy(columns: Columns, names: readonly string[], clustering?: Clustering): Columns {
  const order = names.reduceRight<Int32Array | undefined>(
    (before, name) => ordered(ranksOf(codesOf(columns, name), columns.rows, before), before),
    undefined,
  );
  if (clustering === undefined) return order === undefined ? columns : taken(columns, order);
  const sorted = order ?? Int32Array.from({ length: columns.rows }, (_, row) => row);
  return taken(columns, ordered(clusterKeys(columns, clustering, sorted), sorted) ?? sorted);
}

/** Texts as UTF-8 orders them, which is by code point; UTF-16 code units order differently above U+FFFF. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function codesOf(columns: Columns, name: string): Codes {
  const column = columns.columns[name];
  if (column?.kind !== 'codes') throw new TypeError(`Cannot sort by "${name}": found ${column?.kind ?? 'no column'}`);
  return column;
}

/** The rank of each row's text by its place in the order `before`; null is 0. */
function ranksOf({ dictionary, codes }: Codes, rows: number, before: Int32Array | undefined): Keys {
  const { ranks, count } = ranked(dictionary);
  const keys = new Int32Array(rows);
  for (let at = 0; at < rows; at++) {
    const code = codes[before === undefined ? at : (before[at] as number)] as number;
    keys[at] = code < 0 ? 0 : (ranks[code] as number);
  }
  return { keys, highest: count };
}

/** `before`, or the order as it is, made ascending by the keys; undefined where it was the order as it is and stays it. */
function ordered({ keys, highest }: Keys, before: Int32Array | undefined): Int32Array | undefined {
  const counts = new Int32Array(highest + 2);
  let ascending = true;
  for (let at = 0, last = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    counts[key + 1] = (counts[key + 1] as number) + 1;
    if (key < last) ascending = false;
    last = key;
  }
  return ascending ? before : scattered(keys, counts, before);
}

/** `counts[key + 1]` says how many rows have the key. */
function scattered(keys: Int32Array, counts: Int32Array, before: Int32Array | undefined): Int32Array {
  const starts = counts;
  for (let key = 1; key < starts.length; key++) {
    starts[key] = (starts[key] as number) + (starts[key - 1] as number);
  }
  const order = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    const place = starts[key] as number;
    order[place] = before === undefined ? at : (before[at] as number);
    starts[key] = place + 1;
  }
  return order;
}

/** Rank of each entry from 1 up, equal for equal texts; `count` is the highest. */
function ranked(dictionary: readonly string[]): { ranks: Int32Array; count: number } {
  const sorted = sortedTexts(dictionary);
  const rankOf = new Map<string, number>();
  for (const text of sorted) if (!rankOf.has(text)) rankOf.set(text, rankOf.size + 1);
  return { ranks: Int32Array.from(dictionary, (text) => rankOf.get(text) as number), count: rankOf.size };
}

function sortedTexts(texts: readonly string[]): string[] {
  const unitsWillDo = !texts.some((text) => /[\ud800-\udfff]/.test(text));
  return unitsWillDo ? [...texts].sort() : [...texts].sort(compareTexts);
}

function taken(columns: Columns, order: Int32Array): Columns {
  const sorted = Object.entries(columns.columns).map(([name, column]) => [name, takenColumn(column, order)]);
  return { rows: columns.rows, columns: Object.fromEntries(sorted) };
}

function takenColumn(column: Column, order: Int32Array): Column {
  switch (column.kind) {
    case 'codes':
      return { ...column, codes: gathered(column.codes, order, new Int32Array(order.length)) };
    case 'numbers':
      return { ...column, numbers: gathered(column.numbers, order, new Float64Array(order.length)) };
    case 'values':
      return { ...column, values: Array.from(order, (row) => column.values[row] ?? null) };
  }
}

function gathered<T extends Int32Array | Float64Array>(from: T, order: Int32Array, to: T): T {
  for (let at = 0; at < order.length; at++) to[at] = from[order[at] as number] as number;
  return to;
}
