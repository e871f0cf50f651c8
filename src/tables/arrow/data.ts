/**
 * Columns as Arrow data. Every buffer is a copy: apache-arrow writes columns that share an
 * ArrayBuffer corrupt.
 */
import type { Data, DataType, Dictionary, Int32, List, Map_, Utf8 } from 'apache-arrow';
import type { Codes, Column, Numbers, Values } from '../../model/columns.js';
import type { ColumnType } from '../../model/schema.js';
import { arrow } from './library.js';
import { utf8Data } from './text.js';
import { validityOf, validityOfCodes, validityOfNumbers } from './validity.js';

const ITEM = new arrow.Field('item', new arrow.Utf8(), true);
const ENTRIES = new arrow.Field(
  'entries',
  new arrow.Struct<{ key: Utf8; value: Utf8 }>([
    new arrow.Field('key', new arrow.Utf8(), false),
    new arrow.Field('value', new arrow.Utf8(), true),
  ]),
  false,
);

/** One column of a table as Arrow data of the type that the lake's files have. */
export function arrowData(type: ColumnType, column: Column): Data {
  switch (type) {
    case 'string':
      return column.kind === 'values' ? textData(column) : dictionaryData(ofKind(column, 'codes'));
    case 'list<string>':
      return listData(ofKind(column, 'values'));
    case 'map<string,string>':
      return mapData(ofKind(column, 'values'));
    case 'int':
      return numberData(new arrow.Int32(), ofKind(column, 'numbers'), int32s);
    case 'bigint':
      return numberData(new arrow.Int64(), ofKind(column, 'numbers'), int64s);
    case 'timestamp':
      return numberData(new arrow.TimestampMillisecond('UTC'), ofKind(column, 'numbers'), int64s);
    case 'boolean':
      return numberData(new arrow.Bool(), ofKind(column, 'numbers'), bits);
  }
}

/** Texts by their place in a dictionary. */
export function dictionaryData({ dictionary, codes }: Codes): Data<Dictionary<Utf8, Int32>> {
  const validity = validityOfCodes(codes);
  return arrow.makeData({
    type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    length: codes.length,
    ...validity,
    data: validity.nullCount === 0 ? codes.slice() : placesOf(codes),
    dictionary: arrow.makeVector(utf8Data(dictionary)),
  });
}

/** Null stands at 0, which its validity hides. */
function placesOf(codes: Int32Array): Int32Array {
  const places = codes.slice();
  for (let row = 0; row < places.length; row++) if ((places[row] as number) < 0) places[row] = 0;
  return places;
}

function ofKind<K extends Column['kind']>(column: Column, kind: K): Extract<Column, { kind: K }> {
  if (column.kind !== kind) throw new TypeError(`Cannot write a column: found ${column.kind} in place of ${kind}`);
  return column as Extract<Column, { kind: K }>;
}

function numberData(type: DataType, { numbers }: Numbers, toBuffer: (numbers: Float64Array) => ArrayBufferView): Data {
  return arrow.makeData({
    type,
    length: numbers.length,
    ...validityOfNumbers(numbers),
    data: toBuffer(numbers),
  } as never) as Data;
}

/** NaN becomes 0, which its validity hides. */
function int32s(numbers: Float64Array): Int32Array {
  return Int32Array.from(numbers);
}

/** By halves: a bigint a row costs ten times as much. NaN becomes 0. */
function int64s(numbers: Float64Array): BigInt64Array {
  const halves = new Int32Array(2 * numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row] as number;
    if (Number.isNaN(number)) continue;
    halves[2 * row] = number;
    halves[2 * row + 1] = Math.floor(number / 2 ** 32);
  }
  return new BigInt64Array(halves.buffer);
}

function bits(numbers: Float64Array): Uint8Array {
  const { nullBitmap } = validityOf(numbers.length, (row) => numbers[row] !== 1);
  return nullBitmap ?? new Uint8Array((numbers.length + 7) >> 3).fill(0xff);
}

function textData({ values }: Values): Data<Utf8> {
  const { length, valueOffsets, values: data } = utf8Data(values.map((value) => (value as string | null) ?? ''));
  return arrow.makeData({ type: new arrow.Utf8(), length, ...validityOfValues(values), valueOffsets, data });
}

function listData({ values }: Values): Data<List<Utf8>> {
  const lists = values as readonly (readonly string[] | null)[];
  return arrow.makeData({
    type: new arrow.List(ITEM),
    length: lists.length,
    ...validityOfValues(lists),
    valueOffsets: offsetsOf(lists.map((list) => list?.length ?? 0)),
    child: utf8Data(lists.flatMap((list) => list ?? [])),
  });
}

function mapData({ values }: Values): Data<Map_<Utf8, Utf8>> {
  const maps = values.map((value) => (value === null ? null : Object.entries(value as Record<string, string>)));
  const entries = maps.flatMap((map) => map ?? []);
  const child = arrow.makeData({
    type: ENTRIES.type,
    length: entries.length,
    nullCount: 0,
    children: [utf8Data(entries.map(([key]) => key)), utf8Data(entries.map(([, value]) => value))],
  });
  return arrow.makeData({
    type: new arrow.Map_(ENTRIES),
    length: maps.length,
    ...validityOfValues(maps),
    valueOffsets: offsetsOf(maps.map((map) => map?.length ?? 0)),
    child,
  });
}

function validityOfValues(values: readonly unknown[]) {
  return validityOf(values.length, (row) => values[row] === null);
}

function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, at) => {
    offsets[at + 1] = (offsets[at] as number) + length;
  });
  return offsets;
}
