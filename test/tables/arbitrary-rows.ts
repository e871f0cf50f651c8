/** Rows of any table, as hostile as AWS and people may make them. */

import fc from 'fast-check';
import { DAY_MS } from '../../src/model/days.js';
import type { ColumnType, TableSchema, Value } from '../../src/model/schema.js';

export type AnyRow = Record<string, Value | null>;

const HOSTILE = [
  '',
  '\ufeffa',
  '\u0000',
  'a\u0000b',
  '😀',
  '\uffff',
  '\u{10ffff}',
  '\u001b[31m',
  "'; --",
  '=cmd|x',
  '\u202e',
  'null',
  '\n',
];

/** Any text without lone surrogates: what UTF-8 can carry. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('s3', 'ec2', '111122223333', 'arn:aws:iam::111122223333:role/a') },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const plainText = text.filter((value) => !value.startsWith('\ufeff'));

const BOUNDS = [
  0,
  -1,
  -1000,
  1,
  Date.UTC(1969, 11, 31, 23, 59, 59, 999),
  Date.UTC(2025, 2, 9, 7),
  Date.UTC(2025, 10, 2, 6),
];

const ofType: Readonly<Record<ColumnType, fc.Arbitrary<Value>>> = {
  string: text,
  int: fc.oneof(fc.integer(), fc.constantFrom(0, 2 ** 31 - 1, -(2 ** 31))),
  bigint: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1)),
  boolean: fc.boolean(),
  timestamp: fc.oneof(fc.integer({ min: -40_000 * DAY_MS, max: 60_000 * DAY_MS }), fc.constantFrom(...BOUNDS)),
  // DuckDB's client for Node loses a byte order mark at the start of a text; at the top level the tests go round it.
  'list<string>': fc.array(plainText, { maxLength: 4 }),
  'map<string,string>': fc
    .uniqueArray(fc.tuple(plainText, plainText), { maxLength: 4, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries)),
};

/** A row; columns that are not required are null as often as not, and sometimes all of them. */
function rowOf(table: TableSchema, nullable = fc.boolean()): fc.Arbitrary<AnyRow> {
  const cells = Object.entries(table.columns).map(([name, { type, required }]) => [
    name,
    required ? ofType[type] : fc.oneof(ofType[type], fc.constant(null)),
  ]);
  const row = fc.record(Object.fromEntries(cells)) as fc.Arbitrary<AnyRow>;
  return fc.tuple(row, nullable).map(([cell, keep]) => (keep ? cell : withNulls(table, cell)));
}

/** Rows of which, now and then, whole columns are null. */
export function rowsOfTable(table: TableSchema, maxLength = 12): fc.Arbitrary<AnyRow[]> {
  return fc.oneof(
    fc.array(rowOf(table), { maxLength }),
    fc.array(rowOf(table, fc.constant(false)), { minLength: 1, maxLength: 3 }),
  );
}

function withNulls(table: TableSchema, row: AnyRow): AnyRow {
  const cells = Object.entries(row).map(([name, cell]) => [name, table.columns[name]?.required ? cell : null]);
  return Object.fromEntries(cells);
}
