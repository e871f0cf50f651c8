/** UTF-8 that is read by bytes, and compared four bytes at a time. */
export class Utf8 {
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }
}

/** Whether `length` bytes of both are the same, from these places on; neither ends before. */
// biome-ignore lint/complexity/useMaxParams: it is called for every word of a body, where an object costs more than the comparison
export function isSame(one: Utf8, at: number, other: Utf8, otherAt: number, length: number): boolean {
  const [a, b] = [one.view, other.view];
  let done = 0;
  for (; done + 4 <= length; done += 4) if (a.getInt32(at + done) !== b.getInt32(otherAt + done)) return false;
  for (; done < length; done += 1) if (a.getInt8(at + done) !== b.getInt8(otherAt + done)) return false;
  return true;
}
