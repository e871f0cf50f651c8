import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Columns } from '../../../src/model/columns.js';
import { column, required, type TableSchema } from '../../../src/model/schema.js';
import { ColumnsMerger, concat } from '../../../src/tables/columns/merge.js';
import { rowGroups } from '../../../src/tables/columns/row-groups.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';
import { ALL_KINDS, columnsLike } from '../arbitrary-columns.js';
import type { AnyRow } from '../arbitrary-rows.js';
import { streamOf } from '../parquet-of.js';
import { recordsOf } from '../records.js';

const table = {
  name: 'test',
  comment: 'Rows of all kinds of columns',
  partitioned: false,
  sortedBy: ['text', 'other'],
  columns: {
    other: required('string', 'Second key'),
    number: column('timestamp', 'A number'),
    text: required('string', 'First key'),
    value: column('list<string>', 'A value'),
  },
} as const satisfies TableSchema;

const chunks = fc.array(columnsLike(ALL_KINDS), { maxLength: 5 });

describe('row groups', () => {
  it('hold the rows that came, refilled to the size asked for, each group sorted', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (given, rowsPerGroup) => {
        const groups = await groupsOf(given, rowsPerGroup);
        const rows = given.flatMap(recordsOf);
        const expected = inSlices(rows, rowsPerGroup).map((slice) => slice.toSorted(byKeys));
        expect(groups.map(recordsOf)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('put sets that are alike together within the first column, those without a use first', async () => {
    const clustering = { sets: ['first', 'second'], values: 'value', unused: 'used' } as const;
    const text = column('string', 'A text');
    const columns = { first: text, second: text, value: text, used: column('timestamp', 'A use') };
    const ofSets = { ...table, sortedBy: ['first', 'second', 'value'], clustering, columns } satisfies TableSchema;
    const cell = fc.constantFrom('a', 'b', 'c', null);
    const row = fc.record({ first: cell, second: cell, value: cell, used: fc.constantFrom(null, null, null, 1) });
    const given = fc.uniqueArray(row, { selector: ({ first, second, value }) => `${first} ${second} ${value}` });
    await fc.assert(
      fc.asyncProperty(given, async (rows) => {
        const groups = await groupsOf([columnsOf(ofSets, rows)], 1000, ofSets);
        const found = groups.flatMap(recordsOf);
        expect(found).toHaveLength(rows.length);
        expect(found).toEqual(expect.arrayContaining(rows));
        const setOf = (one: AnyRow) => `${one.first} ${one.second}`;
        const sets = inOrder(found.map(setOf)).map((set) => found.filter((one) => setOf(one) === set));
        const valuesOf = (set: readonly AnyRow[]) => `${set[0]?.first}: ${set.map(({ value }) => value)}`;
        const isUsed = (set: readonly AnyRow[]) => set.some(({ used }) => used !== null);
        for (const keys of [sets.map((set) => setOf(set[0] as AnyRow)), inOrder(sets.map(valuesOf))]) {
          expect(new Set(keys).size).toBe(keys.length);
        }
        for (const [at, set] of sets.entries()) {
          expect(set).toEqual(set.toSorted((x, y) => byCodePoints(x.value as string, y.value as string)));
          const before = sets[at - 1] ?? [];
          expect(byCodePoints((before[0]?.first ?? null) as string, set[0]?.first as string)).toBeLessThanOrEqual(0);
          if (valuesOf(before) === valuesOf(set)) expect(isUsed(before) && !isUsed(set)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hold their columns in the order of the table, with dictionaries of distinct texts in use', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (given) => {
        for (const group of await groupsOf(given, 7)) {
          expect(Object.keys(group.columns)).toEqual(Object.keys(table.columns));
          const { text } = group.columns;
          if (text?.kind !== 'codes') throw new Error('text is codes');
          expect(new Set(text.dictionary).size).toBe(text.dictionary.length);
          expect(new Set(text.codes.filter((code) => code >= 0)).size).toBe(text.dictionary.length);
        }
      }),
    );
  });

  it('ask for no chunk before the group in hand was taken', async () => {
    const asked: number[] = [];
    const source = async function* () {
      for (const chunk of [0, 1, 2]) {
        asked.push(chunk);
        yield oneRow;
      }
    };
    const groups = rowGroups(table, source(), 1);
    await groups.next();
    expect(asked).toEqual([0]);
    await groups.next();
    expect(asked).toEqual([0, 1]);
  });

  it('refuse a chunk that lacks a column, and a code that its dictionary lacks', async () => {
    const { text: _, ...rest } = oneRow.columns;
    await expect(groupsOf([{ rows: 1, columns: rest }], 1)).rejects.toThrow('columns "text" are missing');
    const outside = { kind: 'codes', dictionary: ['a'], codes: Int32Array.of(1) } as const;
    await expect(groupsOf([{ rows: 1, columns: { ...rest, text: outside } }], 1)).rejects.toThrow(
      'outside its dictionary',
    );
  });
});

describe('concat', () => {
  it('puts the rows of the chunks one after another', () => {
    fc.assert(
      fc.property(chunks, (given) => {
        expect(recordsOf(concat(given))).toEqual(given.flatMap(recordsOf));
      }),
    );
  });

  it('follows a dictionary that chunks share while it grows', () => {
    const words = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 12 });
    const growths = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(words, growths, (all, picks) => {
        const dictionary: string[] = [];
        const merger = new ColumnsMerger();
        const expected = picks.flatMap((rows, at) => {
          dictionary.push(...all.slice(dictionary.length, dictionary.length + 1 + (at % 3)));
          const codes = Int32Array.from(rows, (row) => row % dictionary.length);
          merger.append({ rows: codes.length, columns: { text: { kind: 'codes', dictionary, codes } } });
          return Array.from(codes, (code) => ({ text: dictionary[code] }));
        });
        expect(recordsOf(merger.done())).toEqual(expected);
      }),
    );
  });

  it('refuses chunks of other columns or kinds', () => {
    const [chunk] = fc.sample(columnsLike(ALL_KINDS), { numRuns: 1, seed: 3 }) as [Columns];
    const { text, ...rest } = chunk.columns;
    expect(() => concat([chunk, { rows: chunk.rows, columns: rest }])).toThrow('same columns');
    expect(() => concat([chunk, { rows: chunk.rows, columns: { ...rest, renamed: text as never } }])).toThrow(
      'same columns',
    );
    const other = { ...chunk.columns, text: chunk.columns.number as never };
    expect(() => concat([chunk, { rows: chunk.rows, columns: other }])).toThrow('one kind');
  });
});

const oneRow: Columns = {
  rows: 1,
  columns: {
    text: { kind: 'codes', dictionary: ['a'], codes: Int32Array.of(0) },
    other: { kind: 'codes', dictionary: ['b'], codes: Int32Array.of(0) },
    number: { kind: 'numbers', numbers: Float64Array.of(1) },
    value: { kind: 'values', values: [null] },
  },
};

async function groupsOf(given: readonly Columns[], rowsPerGroup: number, of: TableSchema = table): Promise<Columns[]> {
  const groups: Columns[] = [];
  for await (const group of rowGroups(of, streamOf(given), rowsPerGroup)) groups.push(group);
  return groups;
}

/** Without those that repeat the one before. */
function inOrder(keys: readonly string[]): string[] {
  return keys.filter((key, at) => key !== keys[at - 1]);
}

function inSlices<T>(rows: readonly T[], size: number): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < rows.length; at += size) slices.push(rows.slice(at, at + size));
  return slices;
}

function byKeys(a: AnyRow, b: AnyRow): number {
  return (
    byCodePoints(a.text as string | null, b.text as string | null) ||
    byCodePoints(a.other as string | null, b.other as string | null)
  );
}

/** Null first, then text by code point. */
function byCodePoints(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [[...a], [...b]].map((letters) => letters.map((letter) => letter.codePointAt(0) as number));
  const at = left?.findIndex((point, place) => point !== right?.[place]) ?? -1;
  if (at < 0) return (left?.length ?? 0) - (right?.length ?? 0);
  return (left?.[at] as number) - (right?.[at] ?? -1);
}
