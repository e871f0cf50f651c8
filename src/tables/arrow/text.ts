/**
 * Texts as Arrow holds them: UTF-8 bytes one after another, and where each begins. Nearly all are ASCII,
 * of which one letter is one byte: then all are encoded and decoded at once.
 */
import type { Data, Utf8, Vector } from 'apache-arrow';
import { arrow } from './library.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8 takes at most three bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

export function utf8Data(texts: readonly string[]): Data<Utf8> {
  const { data, valueOffsets } = atOnce(texts) ?? oneByOne(texts);
  return arrow.makeData({ type: new arrow.Utf8(), length: texts.length, nullCount: 0, valueOffsets, data });
}

/** The texts that the codes of a dictionary column stand for. */
export function dictionaryOf({ dictionary }: Data): string[] {
  return (dictionary as Vector<Utf8>).data.flatMap(textsOf);
}

/**
 * The text of each row of a column of texts, with a dictionary or without; null where it has none.
 * apache-arrow's own `get` loses a byte order mark at the start of a text.
 */
export function nullableTexts(data: Data): (string | null)[] {
  const texts = arrow.DataType.isDictionary(data.type) ? spelledOut(data) : textsOf(data as Data<Utf8>);
  return texts.map((text, row) => (data.getValid(row) ? (text ?? null) : null));
}

function spelledOut(data: Data): (string | undefined)[] {
  const dictionary = dictionaryOf(data);
  return Array.from(data.values as Int32Array, (code) => dictionary[code]);
}

function textsOf({ values, valueOffsets, length }: Data<Utf8>): string[] {
  const start = valueOffsets[0] ?? 0;
  const bytes = values.subarray(start, valueOffsets[length] ?? 0);
  const all = decoder.decode(bytes);
  const decode =
    all.length === bytes.length
      ? (from: number, to: number) => all.slice(from - start, to - start)
      : (from: number, to: number) => decoder.decode(values.subarray(from, to));
  return Array.from({ length }, (_, at) => decode(valueOffsets[at] as number, valueOffsets[at + 1] as number));
}

interface Utf8Buffers {
  readonly data: Uint8Array;
  readonly valueOffsets: Int32Array;
}

function atOnce(texts: readonly string[]): Utf8Buffers | undefined {
  const all = texts.join('');
  const data = encoder.encode(all);
  if (data.length !== all.length) return undefined;
  const valueOffsets = new Int32Array(texts.length + 1);
  let end = 0;
  for (let at = 0; at < texts.length; at++) {
    end += (texts[at] as string).length;
    valueOffsets[at + 1] = end;
  }
  return { data, valueOffsets };
}

function oneByOne(texts: readonly string[]): Utf8Buffers {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = new Uint8Array(units * MAX_BYTES_PER_UNIT);
  const valueOffsets = new Int32Array(texts.length + 1);
  let end = 0;
  for (let at = 0; at < texts.length; at++) {
    end += encoder.encodeInto(texts[at] as string, bytes.subarray(end)).written;
    valueOffsets[at + 1] = end;
  }
  return { data: bytes.slice(0, end), valueOffsets };
}
