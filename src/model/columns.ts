/**
 * Columns: how rows travel from the scanner of a report to the file, without an object a row.
 * Null has one spelling a kind: code -1, number NaN, value null.
 */
import type { Value } from './schema.js';

/** Strings by their place in a dictionary; code -1 is null. `codes.length` is the number of rows. */
export interface Codes {
  readonly kind: 'codes';
  readonly dictionary: readonly string[];
  readonly codes: Int32Array;
}

/** Ints, bigints up to 2^53, booleans as 0 and 1, timestamps as ms since 1970 in UTC; NaN is null. */
export interface Numbers {
  readonly kind: 'numbers';
  readonly numbers: Float64Array;
}

/** Lists, maps, and texts that hardly repeat (documents). */
export interface Values {
  readonly kind: 'values';
  readonly values: readonly (Value | null)[];
}

export type Column = Codes | Numbers | Values;

export interface Columns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Collects strings into {@link Codes}; grows as needed. */
export class CodesBuilder {
  private readonly dictionary: string[] = [];
  private readonly known = new Map<string, number>();
  private codes = new Int32Array(64);
  private rows = 0;

  append(value: string | null | undefined): void {
    if (this.rows === this.codes.length) this.codes = grown(this.codes, new Int32Array(this.rows * 2));
    this.codes[this.rows++] = value === null || value === undefined ? -1 : this.codeOf(value);
  }

  done(): Codes {
    return { kind: 'codes', dictionary: this.dictionary, codes: this.codes.slice(0, this.rows) };
  }

  private codeOf(value: string): number {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const code = this.dictionary.push(value) - 1;
    this.known.set(value, code);
    return code;
  }
}

/** Collects numbers into {@link Numbers}; grows as needed. */
export class NumbersBuilder {
  private numbers = new Float64Array(64);
  private rows = 0;

  append(value: number | null | undefined): void {
    if (this.rows === this.numbers.length) this.numbers = grown(this.numbers, new Float64Array(this.rows * 2));
    this.numbers[this.rows++] = value ?? Number.NaN;
  }

  done(): Numbers {
    return { kind: 'numbers', numbers: this.numbers.slice(0, this.rows) };
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
