/** Columns as callers may make them: nulls, doubled and unused entries of dictionaries, views of larger buffers. */
import fc from 'fast-check';
import type { Column, Columns } from '../../src/model/columns.js';
import type { Value } from '../../src/model/schema.js';
import { text } from './arbitrary-rows.js';

function codesColumn(rows: number): fc.Arbitrary<Column> {
  return fc
    .array(text, { minLength: 1, maxLength: 6 })
    .chain((dictionary) =>
      fc
        .array(fc.integer({ min: -1, max: dictionary.length - 1 }), { minLength: rows, maxLength: rows })
        .map((codes): Column => ({ kind: 'codes', dictionary, codes: Int32Array.from([7, ...codes]).subarray(1) })),
    );
}

function numbersColumn(rows: number): fc.Arbitrary<Column> {
  const number = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.maxSafeInteger(), fc.constant(Number.NaN));
  return fc
    .array(number, { minLength: rows, maxLength: rows })
    .map((numbers): Column => ({ kind: 'numbers', numbers: Float64Array.from(numbers) }));
}

function valuesColumn(rows: number): fc.Arbitrary<Column> {
  const value = fc.oneof<fc.Arbitrary<Value | null>[]>(
    fc.constant(null),
    text,
    fc.array(text, { maxLength: 3 }),
    fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
  );
  return fc.array(value, { minLength: rows, maxLength: rows }).map((values): Column => ({ kind: 'values', values }));
}

/** Columns of the kinds named, with the same names and kinds every time. */
export function columnsLike(kinds: Readonly<Record<string, Column['kind']>>, maxRows = 20): fc.Arbitrary<Columns> {
  const make = { codes: codesColumn, numbers: numbersColumn, values: valuesColumn };
  return fc.integer({ min: 0, max: maxRows }).chain((rows) => {
    const columns = Object.entries(kinds).map(([name, kind]) => [name, make[kind](rows)]);
    return fc.record({
      rows: fc.constant(rows),
      columns: fc.record(Object.fromEntries(columns)) as fc.Arbitrary<Columns['columns']>,
    });
  });
}

export const ALL_KINDS = { text: 'codes', other: 'codes', number: 'numbers', value: 'values' } as const;
