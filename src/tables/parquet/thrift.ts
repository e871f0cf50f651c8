/**
 * Thrift's compact protocol, as Parquet's footers are written in it. Structs are kept as they come, fields
 * that this program does not know included, so that a footer can be changed and written again.
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftValue = boolean | number | Uint8Array | ThriftList | ThriftStruct;

/** Field id to value, in ascending order of ids. */
export type ThriftStruct = Map<number, { type: number; value: ThriftValue }>;

export interface ThriftList {
  readonly elementType: number;
  readonly elements: ThriftValue[];
}

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
export const I16 = 4;
const I32 = 5;
export const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
export const LIST = 9;
const SET = 10;
export const STRUCT = 12;
const LONG_LIST = 15;

/** A row group of 26 columns has some 300. */
const MOST_VALUES = 1_000_000;
const DEEPEST = 32;

/**
 * Reads one struct from the start of `bytes`. Integers must fit a double (sizes and offsets do). Bytes that are no struct,
 * or one of more than a million values, fail with a RangeError or TypeError.
 */
export function readStruct(bytes: Uint8Array): ThriftStruct {
  return new StructReader(bytes).struct();
}

class StructReader {
  private readonly bytes: Uint8Array;
  private at = 0;
  private values = 0;
  private depth = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    for (let id = 0, header = this.byte(); header !== 0; header = this.byte()) {
      const type = header & 15;
      id = header >> 4 === 0 ? this.integer() : id + (header >> 4);
      this.count(1);
      fields.set(id, { type, value: this.value(type) });
    }
    return fields;
  }

  private value(type: number): ThriftValue {
    if (type === TRUE || type === FALSE) return type === TRUE;
    if (type === BYTE) return this.byte();
    if (type === I16 || type === I32 || type === I64) return this.integer();
    if (type === DOUBLE) return this.slice(8);
    if (type === BINARY) return this.slice(this.varint());
    if (type === LIST || type === SET) return this.nested(() => this.list());
    if (type === STRUCT) return this.nested(() => this.struct());
    throw new TypeError(`Cannot read a Thrift struct: type ${type} is unknown`);
  }

  private list(): ThriftList {
    const header = this.byte();
    const length = header >> 4 === LONG_LIST ? this.varint() : header >> 4;
    this.count(length);
    const elementType = header & 15;
    return { elementType, elements: Array.from({ length }, () => this.element(elementType)) };
  }

  private element(type: number): ThriftValue {
    return type === TRUE || type === FALSE ? this.byte() === TRUE : this.value(type);
  }

  private integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private varint(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const next = this.byte();
      value += (next & 127) * scale;
      if (next < 128) return value;
    }
  }

  private byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('Cannot read a Thrift struct: its bytes end too early');
    return value;
  }

  private slice(length: number): Uint8Array {
    if (length > this.bytes.length - this.at)
      throw new RangeError('Cannot read a Thrift struct: its bytes end too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private count(more: number): void {
    this.values += more;
    if (this.values > MOST_VALUES) throw new RangeError('Cannot read a Thrift struct: it has too many values');
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw new RangeError('Cannot read a Thrift struct: it is nested too deep');
    const value = read();
    this.depth -= 1;
    return value;
  }
}

/** The bytes of one struct: what {@link readStruct} reads. */
export function writeStruct(root: ThriftStruct): Uint8Array {
  const bytes: number[] = [];

  function varint(value: number): void {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  }
  function integer(value: number): void {
    varint(value < 0 ? -2 * value - 1 : 2 * value);
  }
  function list({ elementType, elements }: ThriftList): void {
    bytes.push((Math.min(elements.length, LONG_LIST) << 4) | elementType);
    if (elements.length >= LONG_LIST) varint(elements.length);
    for (const element of elements) {
      if (typeof element === 'boolean') bytes.push(element ? TRUE : FALSE);
      else value(elementType, element);
    }
  }
  function value(type: number, value: ThriftValue): void {
    if (typeof value === 'boolean') return;
    if (typeof value === 'number') type === BYTE ? bytes.push(value) : integer(value);
    else if (value instanceof Map) struct(value);
    else if (value instanceof Uint8Array) {
      if (type === BINARY) varint(value.length);
      for (const byte of value) bytes.push(byte);
    } else list(value);
  }
  function struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, field] of fields) {
      const type = typeof field.value === 'boolean' ? (field.value ? TRUE : FALSE) : field.type;
      const step = id - last;
      bytes.push((step > 0 && step < 16 ? step << 4 : 0) | type);
      if (step <= 0 || step > 15) integer(id);
      value(type, field.value);
      last = id;
    }
    bytes.push(0);
  }

  struct(root);
  return Uint8Array.from(bytes);
}
