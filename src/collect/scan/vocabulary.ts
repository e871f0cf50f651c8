/** Words that may stand in each other's way before a further one is not taken: no accident makes them so many. */
const mostSteps = 256;

/** FNV-1a: the hash of no bytes, and of one byte more. */
export const emptyHash = 0x811c9dc5 | 0;
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
  /** The bytes of each word, one a character: of an ASCII word the word itself. */
  private readonly spellings: string[] = [];
  private readonly hashes: number[] = [];
  /** Code + 1 by hash, or 0. */
  private slots = new Int32Array(2048);
  /** By code: the list that held the word last. */
  private lists = new Int32Array(1024);
  private list = 0;

  get size(): number {
    return this.words.length;
  }

  /** The code of the word, -1 where it cannot be taken. */
  codeOfText(text: string): number {
    const bytes = Buffer.from(text);
    return this.codeOf(bytes, 0, bytes.length, bytes.reduce(hashed, emptyHash));
  }

  /** The code of the word with these bytes of this hash, -1 where it cannot be taken. */
  codeOf(bytes: Buffer, from: number, to: number, hash: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = hash & mask, steps = 0; steps < mostSteps; slot = (slot + 1) & mask, steps += 1) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) return this.learn(bytes.toString('latin1', from, to), hash);
      if (this.hashes[code] === hash && this.isSpelled(code, bytes, from, to)) return code;
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

  private isSpelled(code: number, bytes: Buffer, from: number, to: number): boolean {
    const spelling = this.spellings[code] as string;
    if (spelling.length !== to - from) return false;
    for (let at = 0; at < spelling.length; at += 1) if (spelling.charCodeAt(at) !== bytes[from + at]) return false;
    return true;
  }

  private learn(spelling: string, hash: number): number {
    const code = this.spellings.push(spelling) - 1;
    this.words.push(/[\x80-\xff]/.test(spelling) ? Buffer.from(spelling, 'latin1').toString() : spelling);
    this.hashes.push(hash);
    if (2 * this.size > this.slots.length) this.grow();
    else this.place(code);
    return code;
  }

  private place(code: number): void {
    const mask = this.slots.length - 1;
    let slot = (this.hashes[code] as number) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = code + 1;
  }

  private grow(): void {
    const { lists } = this;
    this.lists = new Int32Array(2 * lists.length);
    this.lists.set(lists);
    this.slots = new Int32Array(2 * this.slots.length);
    for (let code = 0; code < this.size; code += 1) this.place(code);
  }
}
