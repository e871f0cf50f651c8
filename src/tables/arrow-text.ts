/** Texts as Arrow holds them: UTF-8 bytes one after another, and where each begins. */
import { type Data, makeData, Utf8 } from 'apache-arrow';

const encoder = new TextEncoder();

/** UTF-8 takes at most three bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

export function utf8Data(texts: readonly string[]): Data<Utf8> {
  let units = 0;
  for (const text of texts) units += text.length;
  const bytes = new Uint8Array(units * MAX_BYTES_PER_UNIT);
  const valueOffsets = new Int32Array(texts.length + 1);
  let end = 0;
  for (let at = 0; at < texts.length; at++) {
    end += encoder.encodeInto(texts[at] as string, bytes.subarray(end)).written;
    valueOffsets[at + 1] = end;
  }
  return makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data: bytes.slice(0, end) });
}
