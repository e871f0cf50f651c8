/**
 * Joins Parquet files of one row group each to one file of many, as they come: the bytes of the columns
 * are passed on as they are, their places are moved in the footer. Field ids: parquet-format's
 * src/main/thrift/parquet.thrift.
 */
import { CHUNK, FILE_FIELDS as file, ROW_GROUP, readFooterStruct } from './footer.js';
import { I16, I64, LIST, STRUCT, type ThriftList, type ThriftStruct, writeStruct } from './thrift.js';

const MAGIC = Buffer.from('PAR1');

const PAGE_INDEX = [4, 5, 6, 7] as const;
const metaData = { compressedBytes: 7, dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: [14, 15] } as const;

export class ParquetJoin {
  private footer: ThriftStruct | undefined;
  private readonly groups: ThriftStruct[] = [];
  private rows = 0;
  private end = 0;

  /** Takes a file of at most one row group, and returns the bytes to write next. Page indexes and Bloom filters are left out. */
  append(bytes: Uint8Array): Uint8Array {
    const footer = readFooterStruct(bytes);
    this.footer ??= footer;
    const start = this.end === 0 ? 0 : MAGIC.length;
    const [group] = elementsOf(footer, file.rowGroups);
    const end = group === undefined ? MAGIC.length : endOf(group);
    if (group !== undefined) this.take(group, this.end - start);
    this.end += end - start;
    return bytes.subarray(start, end);
  }

  /** The footer, which ends the file. At least one file was appended. */
  finish(): Uint8Array {
    const footer = new Map(this.footer);
    setNumber(footer, file.rows, I64, this.rows);
    footer.set(file.rowGroups, { type: LIST, value: { elementType: STRUCT, elements: this.groups } });
    const bytes = writeStruct(inOrder(footer));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([bytes, length, MAGIC]);
  }

  private take(group: ThriftStruct, shift: number): void {
    for (const column of elementsOf(group, ROW_GROUP.columns)) moveChunk(column, shift);
    move(group, ROW_GROUP.fileOffset, shift);
    setNumber(group, ROW_GROUP.ordinal, I16, this.groups.length);
    this.rows += numberOf(group, ROW_GROUP.rows) as number;
    this.groups.push(inOrder(group));
  }
}

function moveChunk(column: ThriftStruct, shift: number): void {
  for (const id of PAGE_INDEX) column.delete(id);
  move(column, CHUNK.fileOffset, shift);
  const data = structOf(column, CHUNK.metaData);
  for (const id of [metaData.dataPage, metaData.indexPage, metaData.dictionaryPage]) move(data, id, shift);
  for (const id of metaData.bloomFilter) data.delete(id);
}

/** Where the pages of a row group end: what follows are indexes and the footer. */
function endOf(group: ThriftStruct): number {
  const ends = elementsOf(group, ROW_GROUP.columns).map((column) => {
    const data = structOf(column, CHUNK.metaData);
    const start = numberOf(data, metaData.dictionaryPage) ?? numberOf(data, metaData.dataPage);
    return (start as number) + (numberOf(data, metaData.compressedBytes) as number);
  });
  return Math.max(...ends);
}

function move(struct: ThriftStruct, id: number, shift: number): void {
  const offset = numberOf(struct, id);
  // An offset of 0 is a writer's way to say that there is none: the magic word is there.
  if (offset !== undefined && offset > 0) setNumber(struct, id, I64, offset + shift);
}

function setNumber(struct: ThriftStruct, id: number, type: number, value: number): void {
  struct.set(id, { type, value });
}

function numberOf(struct: ThriftStruct, id: number): number | undefined {
  return struct.get(id)?.value as number | undefined;
}

function structOf(struct: ThriftStruct, id: number): ThriftStruct {
  return struct.get(id)?.value as ThriftStruct;
}

function elementsOf(struct: ThriftStruct, id: number): ThriftStruct[] {
  const list = struct.get(id)?.value as ThriftList | undefined;
  return (list?.elements ?? []) as ThriftStruct[];
}

function inOrder(struct: ThriftStruct): ThriftStruct {
  return new Map([...struct].sort(([a], [b]) => a - b));
}
