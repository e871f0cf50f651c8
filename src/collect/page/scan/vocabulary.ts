import { isSame, Utf8 } from './utf8.js';

/** Words that may be in each other's way before a further one is not taken: no accident makes them so many. */
const MOST_STEPS = 256;

/** FNV-1a: the hash of no bytes, and of one byte more. */
export const EMPTY_HASH = 0x811c9dc5 | 0;
export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/**
 * The words of reports, each with a code. Reports name the same services and actions again and again: one
 * that is known is found by its UTF-8 bytes, without a string made of them. Words only join it.
 */
export class Vocabulary {
  /** By code; grows. No word is a slice of a body, which would keep the whole of it in memory. */
  readonly words: string[] = [];
  /** The bytes of the words, one after another. */
  private spellings = new Utf8(new Uint8Array(16_384));
  /** By code: where its word begins in the spellings; one more than there are words, for the end of the last. */
  private starts = new Int32Array(1024);
  private hashes = new Int32Array(1024);
  /** Code + 1 by hash, or 0. */
  private slots = new Int32Array(2048);
  /** By code: the list that held the word last. */
  private lists = new Int32Array(1024);
  private list = 0;
  /** By code: what came after the word in a list, when it was last seen there, + 1; or 0. */
  private followers = new Int32Array(1024);

  get size(): number {
    return this.words.length;
  }

  /** The code of the word, -1 where it cannot be taken. */
  codeOfText(text: string): number {
    const bytes = Buffer.from(text);
    return this.codeOf(new Utf8(bytes), 0, bytes.length, bytes.reduce(hashed, EMPTY_HASH));
  }

  /** The code of the word from here to there, of this hash; -1 where it cannot be taken. */
  codeOf(text: Utf8, from: number, to: number, hash: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = hash & mask, steps = 0; steps < MOST_STEPS; slot = (slot + 1) & mask, steps += 1) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) return this.learn(text.bytes.subarray(from, to), hash);
      if (this.hashes[code] === hash && this.endOf(code, text, from) === to) return code;
    }
    return -1;
  }

  /** Begins a list of words. */
  beginList(): void {
    this.list += 1;
  }

  /** Whether the list begun last did not hold the word; it does now. */
  joinsList(code: number): boolean {
    if (this.lists[code] === this.list) return false;
    this.lists[code] = this.list;
    return true;
  }

  /** Where the word with this code ends if it stands at `from`; -1 where another does. */
  endOf(code: number, text: Utf8, from: number): number {
    const start = this.starts[code] as number;
    const length = (this.starts[code + 1] as number) - start;
    return text.length - from >= length && isSame(text, from, this.spellings, start, length) ? from + length : -1;
  }

  /** The word that came after this one in the list that held it last; -1 where it is not known. */
  followerOf(code: number): number {
    return (this.followers[code] as number) - 1;
  }

  /** Remembers it; the second word stood in a body as it is spelled, without a reference in it. */
  follows(before: number, code: number): void {
    this.followers[before] = code + 1;
  }

  private learn(word: Uint8Array, hash: number): number {
    const code = this.words.length;
    if (code + 2 > this.starts.length) this.makeRoom();
    const start = this.starts[code] as number;
    const end = start + word.length;
    if (end > this.spellings.length) {
      this.spellings = new Utf8(longer(this.spellings.bytes, new Uint8Array(2 * end)));
    }
    this.spellings.bytes.set(word, start);
    this.starts[code + 1] = end;
    this.hashes[code] = hash;
    this.words.push(Buffer.from(word).toString());
    if (2 * this.size > this.slots.length) this.growSlots();
    else this.place(code);
    return code;
  }

  private place(code: number): void {
    const mask = this.slots.length - 1;
    let slot = (this.hashes[code] as number) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = code + 1;
  }

  private growSlots(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let code = 0; code < this.size; code += 1) this.place(code);
  }

  /** For twice as many words. */
  private makeRoom(): void {
    const room = 2 * this.starts.length;
    this.starts = longer(this.starts, new Int32Array(room));
    this.hashes = longer(this.hashes, new Int32Array(room));
    this.lists = longer(this.lists, new Int32Array(room));
    this.followers = longer(this.followers, new Int32Array(room));
  }
}

function longer<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
