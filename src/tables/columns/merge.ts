/** Puts slices of columns one after another: dictionaries become one, and entries that no row uses are left out. */
import type { Codes, Column, Columns, Numbers, Values } from '../../model/columns.js';
import type { Value } from '../../model/schema.js';

interface Merger<C extends Column> {
  append(column: C, from: number, to: number): void;
  done(): C;
}

/** Grows to hold what is appended; every chunk must have the columns of the first. */
export class ColumnsMerger {
  private rows = 0;
  /** Room is made at once for so many rows: those that are known to come, or that there were last time. */
  private expected: number;
  private readonly mergers = new Map<string, Merger<Column>>();

  constructor(expected = 0) {
    this.expected = expected;
  }

  append(chunk: Columns, from = 0, to = chunk.rows): void {
    const names = Object.keys(chunk.columns);
    if (this.rows === 0) this.open(chunk);
    if (names.length !== this.mergers.size) throw columnsDiffer([...this.mergers.keys()], names);
    for (const [name, merger] of this.mergers) {
      const column = chunk.columns[name];
      if (column === undefined) throw columnsDiffer([...this.mergers.keys()], names);
      merger.append(column, from, to);
    }
    this.rows += to - from;
  }

  /** What was appended; the merger is empty again. */
  done(): Columns {
    const columns: Record<string, Column> = {};
    for (const [name, merger] of this.mergers) columns[name] = merger.done();
    const rows = this.rows;
    this.rows = 0;
    this.expected = rows;
    this.mergers.clear();
    return { rows, columns };
  }

  private open(chunk: Columns): void {
    this.mergers.clear();
    for (const [name, column] of Object.entries(chunk.columns)) this.mergers.set(name, mergerOf(column, this.expected));
  }
}

function columnsDiffer(first: readonly string[], other: readonly string[]): Error {
  return new Error(`Cannot put columns "${other}" after "${first}": chunks must have the same columns`);
}

function mergerOf(column: Column, expected: number): Merger<Column> {
  const merger = { codes: CodesMerger, numbers: NumbersMerger, values: ValuesMerger }[column.kind];
  return new merger(expected) as Merger<Column>;
}

class CodesMerger implements Merger<Codes> {
  private readonly dictionary: string[] = [];
  private readonly known = new Map<string, number>();
  /** The dictionary that came last. Reports share one, which grows. */
  private source: readonly string[] = [];
  private merged = new Int32Array(0);
  private codes: Int32Array;
  private rows = 0;

  constructor(expected: number) {
    this.codes = new Int32Array(expected);
  }

  append(column: Codes, from: number, to: number): void {
    assertKind(column, 'codes');
    this.codes = withRoom(this.codes, this.rows, to - from, Int32Array);
    const { codes, rows } = this;
    const merged = this.mergedCodes(column.dictionary);
    for (let source = from, target = rows; source < to; source++, target++) {
      const code = column.codes[source] as number;
      if (code < 0) {
        codes[target] = -1;
        continue;
      }
      let known = merged[code];
      if (known === undefined || known < 0) {
        known = this.codeOf(column.dictionary[code]);
        merged[code] = known;
      }
      codes[target] = known;
    }
    this.rows += to - from;
  }

  done(): Codes {
    return { kind: 'codes', dictionary: this.dictionary, codes: this.codes.subarray(0, this.rows) };
  }

  /** By the code of the dictionary, that of its text here, or -1 as long as it is not known. */
  private mergedCodes(dictionary: readonly string[]): Int32Array {
    const { source, merged } = this;
    if (dictionary === source && dictionary.length <= merged.length) return merged;
    this.source = dictionary;
    this.merged = new Int32Array(dictionary === source ? 2 * dictionary.length : dictionary.length).fill(-1);
    if (dictionary === source) this.merged.set(merged);
    return this.merged;
  }

  private codeOf(value: string | undefined): number {
    if (value === undefined) throw new RangeError('Cannot merge a column: a code is outside its dictionary');
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const code = this.dictionary.push(value) - 1;
    this.known.set(value, code);
    return code;
  }
}

class NumbersMerger implements Merger<Numbers> {
  private numbers: Float64Array;
  private rows = 0;

  constructor(expected: number) {
    this.numbers = new Float64Array(expected);
  }

  append(column: Numbers, from: number, to: number): void {
    assertKind(column, 'numbers');
    this.numbers = withRoom(this.numbers, this.rows, to - from, Float64Array);
    this.numbers.set(column.numbers.subarray(from, to), this.rows);
    this.rows += to - from;
  }

  done(): Numbers {
    return { kind: 'numbers', numbers: this.numbers.subarray(0, this.rows) };
  }
}

class ValuesMerger implements Merger<Values> {
  private readonly values: (Value | null)[] = [];

  append(column: Values, from: number, to: number): void {
    assertKind(column, 'values');
    for (let row = from; row < to; row++) this.values.push(column.values[row] ?? null);
  }

  done(): Values {
    return { kind: 'values', values: this.values };
  }
}

function assertKind(column: Column, kind: Column['kind']): void {
  if (column.kind !== kind) throw new TypeError(`Cannot put ${column.kind} after ${kind}: a column has one kind`);
}

function withRoom<T extends Int32Array | Float64Array>(
  array: T,
  used: number,
  more: number,
  make: new (length: number) => T,
): T {
  if (used + more <= array.length) return array;
  const grown = new make(Math.max(used + more, 2 * array.length));
  grown.set(array.subarray(0, used) as never);
  return grown;
}

/**
 * The rows of the chunks, one after another, with one dictionary a column. All chunks have the same
 * columns, of the same kinds; chunks without rows are passed over. No chunks: no rows and no columns.
 */
export function concat(chunks: readonly Columns[]): Columns {
  const [first] = chunks;
  if (first === undefined) return { rows: 0, columns: {} };
  const filled = chunks.filter((chunk) => chunk.rows > 0);
  if (filled.length === 0) return first;
  const merger = new ColumnsMerger(filled.reduce((sum, { rows }) => sum + rows, 0));
  for (const chunk of filled) merger.append(chunk);
  return merger.done();
}
