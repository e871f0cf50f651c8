/** Sorting columns by texts: a counting sort over the ranks of the dictionaries, so that no text is compared a row. */
import type { Codes, Column, Columns } from '../model/columns.js';

/** The rows in ascending order of the columns named, in that order; null first; rows that tie keep their order. */
export function sortBy(columns: Columns, names: readonly string[]): Columns {
  const order = names.reduceRight<Int32Array | undefined>(
    (before, name) => ordered(codesOf(columns, name), columns.rows, before),
    undefined,
  );
  return order === undefined ? columns : taken(columns, order);
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

/** `before`, or the order as it is, made ascending by the codes; undefined where it was the order as it is and stays it. */
function ordered({ dictionary, codes }: Codes, rows: number, before: Int32Array | undefined): Int32Array | undefined {
  const { ranks, count } = ranked(dictionary);
  const keys = new Int32Array(rows);
  const starts = new Int32Array(count + 2);
  let ascending = true;
  for (let at = 0, last = 0; at < rows; at++) {
    const code = codes[before === undefined ? at : (before[at] as number)] as number;
    const rank = code < 0 ? 0 : (ranks[code] as number);
    keys[at] = rank;
    starts[rank + 1] = (starts[rank + 1] as number) + 1;
    if (rank < last) ascending = false;
    last = rank;
  }
  return ascending ? before : scattered(keys, starts, before);
}

/** `counts[rank + 1]` says how many rows have the rank. */
function scattered(keys: Int32Array, counts: Int32Array, before: Int32Array | undefined): Int32Array {
  const starts = counts;
  for (let rank = 1; rank < starts.length; rank++) {
    starts[rank] = (starts[rank] as number) + (starts[rank - 1] as number);
  }
  const order = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) {
    const rank = keys[at] as number;
    const place = starts[rank] as number;
    order[place] = before === undefined ? at : (before[at] as number);
    starts[rank] = place + 1;
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
