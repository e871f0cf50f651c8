/** The footer of a Parquet file. Field ids: parquet-format's src/main/thrift/parquet.thrift. */
import { DamagedError } from '../damaged.js';
import { readStruct, type ThriftList, type ThriftStruct } from './thrift.js';

const MAGIC = 'PAR1';
/** Length of the footer and the magic word again. */
const TAIL_BYTES = 4 + MAGIC.length;
/** A row group of 26 columns takes some 3 KB of it. */
const MOST_FOOTER_BYTES = 16 * 2 ** 20;

/** Ids of the fields of FileMetaData, RowGroup, ColumnChunk. */
export const FILE_FIELDS = { schema: 2, rows: 3, rowGroups: 4 } as const;
export const ROW_GROUP = { columns: 1, rows: 3, fileOffset: 5, ordinal: 7 } as const;
export const CHUNK = { fileOffset: 2, metaData: 3 } as const;
/** Of ColumnMetaData, and its value for no compression. */
const META_DATA = { codec: 4, unpackedBytes: 6 } as const;
const UNCOMPRESSED = 0;
/** Of SchemaElement, and its value for a column of several values a row. */
const ELEMENT = { physicalType: 1, repetition: 3, name: 4, children: 5, convertedType: 6 } as const;
const REPEATED = 2;

/** What a file says of a column at the top of its schema: a value a row, or a group of several columns or values. */
export type ColumnInFile =
  | { readonly kind: 'value'; readonly physicalType: number; readonly convertedType: number | undefined }
  | { readonly kind: 'group' };

/** What a footer says. It is all that was read of the file, and may lie. */
export interface Footer {
  readonly rows: number;
  /** Of all its pages, when they are decompressed. */
  readonly unpackedBytes: number;
  readonly isCompressed: boolean;
  readonly columns: ReadonlyMap<string, ColumnInFile>;
}

/** A text of 300 MB takes 15 KB in a file. */
const UNPACKED_BYTES = 64 * 2 ** 20;
/** IAM allows a policy document 10 KB, and all tags of a role 19 KB. */
const UNPACKED_BYTES_PER_ROW = 16_384;

/** Whether a file says that it unpacks to more than its rows can hold: it is not read. */
export function isTooLarge({ rows, unpackedBytes }: Footer): boolean {
  return unpackedBytes > UNPACKED_BYTES + rows * UNPACKED_BYTES_PER_ROW;
}

/**
 * What the footer of a Parquet file says. `bytes` are the file, or an end of it that holds the footer. Bytes that are no
 * such file are a {@link DamagedError}.
 */
export function readFooter(bytes: Uint8Array): Footer {
  return damagedOnError(() => footerOf(structAtEnd(bytes)));
}

/** The same, with every field, to be changed and written again. */
export function readFooterStruct(bytes: Uint8Array): ThriftStruct {
  return damagedOnError(() => structAtEnd(bytes));
}

/** How many bytes at the end of a file hold its footer, by an end of it. Bytes of no Parquet file are a {@link DamagedError}. */
export function footerBytes(end: Uint8Array): number {
  return damagedOnError(() => {
    const tail = Buffer.from(end.buffer, end.byteOffset + end.length - TAIL_BYTES, TAIL_BYTES);
    if (tail.toString('latin1', 4) !== MAGIC) throw new TypeError(`it does not end with ${MAGIC}`);
    const length = tail.readUInt32LE(0);
    if (length > MOST_FOOTER_BYTES) throw new RangeError(`its footer has ${length} bytes`);
    return length + TAIL_BYTES;
  });
}

function structAtEnd(bytes: Uint8Array): ThriftStruct {
  const length = footerBytes(bytes);
  if (length > bytes.length) throw new RangeError('its footer begins before its bytes');
  return readStruct(bytes.subarray(bytes.length - length, bytes.length - TAIL_BYTES));
}

function footerOf(file: ThriftStruct): Footer {
  const groups = structsOf(file, FILE_FIELDS.rowGroups);
  const chunks = groups.flatMap((group) => structsOf(group, ROW_GROUP.columns));
  const pages = chunks.map((chunk) => structOf(chunk, CHUNK.metaData));
  const rows = countOf(file, FILE_FIELDS.rows);
  if (sum(groups, ROW_GROUP.rows) !== rows) throw new TypeError('its row groups have other rows than the file');
  return {
    rows,
    unpackedBytes: sum(pages, META_DATA.unpackedBytes),
    isCompressed: pages.some((each) => countOf(each, META_DATA.codec) !== UNCOMPRESSED),
    columns: columnsIn(structsOf(file, FILE_FIELDS.schema)),
  };
}

/** The children of the root; the schema lists every element before its own children. */
function columnsIn([root, ...elements]: readonly ThriftStruct[]): Map<string, ColumnInFile> {
  const columns = new Map<string, ColumnInFile>();
  let at = 0;
  for (let left = childrenOf(root); left > 0; left--) {
    const element = elements[at];
    const name = new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(element, ELEMENT.name));
    if (columns.has(name)) throw new TypeError('it has two columns of one name');
    columns.set(name, columnIn(element as ThriftStruct));
    for (let unread = 1; unread > 0; unread--, at++) unread += childrenOf(elements[at]);
  }
  return columns;
}

function columnIn(element: ThriftStruct): ColumnInFile {
  const isRepeated = element.get(ELEMENT.repetition)?.value === REPEATED;
  if (childrenOf(element) > 0 || isRepeated) return { kind: 'group' };
  const convertedType = element.has(ELEMENT.convertedType) ? countOf(element, ELEMENT.convertedType) : undefined;
  return { kind: 'value', physicalType: countOf(element, ELEMENT.physicalType), convertedType };
}

function childrenOf(element: ThriftStruct | undefined): number {
  if (element === undefined) throw new TypeError('its schema ends too early');
  return element.has(ELEMENT.children) ? countOf(element, ELEMENT.children) : 0;
}

function sum(structs: readonly ThriftStruct[], id: number): number {
  return structs.reduce((total, struct) => total + countOf(struct, id), 0);
}

function countOf(struct: ThriftStruct, id: number): number {
  const value = struct.get(id)?.value;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError(`its field ${id} is not a count`);
}

function bytesOf(struct: ThriftStruct | undefined, id: number): Uint8Array {
  const value = struct?.get(id)?.value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`its field ${id} is not text`);
}

function structOf(struct: ThriftStruct, id: number): ThriftStruct {
  const value = struct.get(id)?.value;
  if (value instanceof Map) return value;
  throw new TypeError(`its field ${id} is not a struct`);
}

/** The structs of a list; none where the field is missing. */
function structsOf(struct: ThriftStruct, id: number): ThriftStruct[] {
  const elements = (struct.get(id)?.value as ThriftList | undefined)?.elements ?? [];
  if (Array.isArray(elements) && elements.every((each) => each instanceof Map)) return elements as ThriftStruct[];
  throw new TypeError(`its field ${id} is not a list of structs`);
}

function damagedOnError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new DamagedError('a Parquet file', error);
  }
}
