import { isSame, Utf8 } from './utf8.js';
import { EMPTY_HASH, hashed, type Vocabulary } from './vocabulary.js';

/** Thrown where a body holds what the scanner does not fully understand: the SDK's parser reads it then. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

const LESS_THAN = 60;
const AMPERSAND = 38;
const RETURN = 13;
const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const NOT_ASCII = 0x80;
const ZERO = 48;
const MOST_DIGITS = 9;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export interface Tags {
  readonly opening: Utf8;
  readonly closing: Utf8;
}

export function tagsOf(name: string): Tags {
  return { opening: new Utf8(Buffer.from(`<${name}>`)), closing: new Utf8(Buffer.from(`</${name}>`)) };
}

/** The value of an element that did not come before: one that comes twice is a list to the SDK's parser. */
export function once<T>(before: T | undefined, value: T): T {
  if (before !== undefined) throw new NotUnderstood();
  return value;
}

/**
 * Moves through the UTF-8 of an XML text from tag to tag, and throws NotUnderstood at whatever the SDK's
 * parser might read in another way: attributes, comments, CDATA, references to characters, blanks around a value.
 */
export class Scanner {
  at: number;
  private readonly bytes: Buffer;
  private readonly body: Utf8;
  private readonly vocabulary: Vocabulary;

  constructor(bytes: Buffer, at: number, vocabulary: Vocabulary) {
    this.bytes = bytes;
    this.body = new Utf8(bytes);
    this.at = at;
    this.vocabulary = vocabulary;
  }

  /** Whether this tag comes next; moves behind it if so. */
  takes(tag: Utf8): boolean {
    const { body, at } = this;
    if (body.length - at < tag.length || !isSame(body, at, tag, 0, tag.length)) return false;
    this.at = at + tag.length;
    return true;
  }

  expect(tag: Utf8): void {
    if (!this.takes(tag)) throw new NotUnderstood();
  }

  /** Moves over white space. The SDK's parser takes blanks without a newline for text, so these are not understood. */
  skipBlank(): void {
    const { bytes, at: from } = this;
    let at = from;
    let lines = 0;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === NEWLINE) lines += 1;
      else if (byte !== SPACE && byte !== TAB) break;
    }
    this.at = at;
    if (at > from && lines === 0) throw new NotUnderstood();
  }

  /** As `text`, by its code in the vocabulary. Of most words no string is made. */
  word(closing: Utf8): number {
    return taken(this.plainWord(closing) ?? this.vocabulary.codeOfText(this.text(closing)));
  }

  /** As `word`, of a list in which `before` came before it. Lists mostly have the order of those read earlier. */
  wordAfter(before: number | undefined, closing: Utf8): number {
    const { bytes, body, vocabulary } = this;
    const guess = before === undefined ? -1 : vocabulary.followerOf(before);
    const end = guess < 0 ? -1 : vocabulary.endOf(guess, body, this.at);
    if (end >= 0 && bytes[end] === LESS_THAN) {
      this.at = end;
      this.expect(closing);
      return guess;
    }
    const code = this.plainWord(closing);
    if (code === undefined) return taken(vocabulary.codeOfText(this.text(closing)));
    if (before !== undefined && code >= 0) vocabulary.follows(before, code);
    return taken(code);
  }

  /** The code of a word of ASCII without references, -1 where it cannot be taken; undefined where it is another text. */
  private plainWord(closing: Utf8): number | undefined {
    const { bytes, at: from } = this;
    let hash = EMPTY_HASH;
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === LESS_THAN) break;
      if (byte === AMPERSAND || byte === RETURN || byte >= NOT_ASCII) return undefined;
      hash = hashed(hash, byte);
    }
    if (at === from || (bytes[from] as number) <= SPACE) throw new NotUnderstood();
    this.at = at;
    this.expect(closing);
    return this.vocabulary.codeOf(this.body, from, at, hash);
  }

  /** The number up to the closing tag, of one to nine digits. */
  count(closing: Utf8): number {
    const { bytes, at: from } = this;
    let count = 0;
    let at = from;
    for (; at < bytes.length && at <= from + MOST_DIGITS; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      count = 10 * count + digit;
    }
    if (at === from || at > from + MOST_DIGITS) throw new NotUnderstood();
    this.at = at;
    this.expect(closing);
    return count;
  }

  /** The text up to the closing tag, at least one character and no blank at its start. */
  text(closing: Utf8): string {
    const { bytes, at: from } = this;
    const end = bytes.indexOf(LESS_THAN, from);
    if (end <= from || (bytes[from] as number) <= SPACE) throw new NotUnderstood();
    const text = bytes.toString('utf8', from, end);
    if (text.includes('\r')) throw new NotUnderstood();
    this.at = end;
    this.expect(closing);
    return text.includes('&') ? decoded(text) : text;
  }
}

function taken(code: number): number {
  if (code < 0) throw new NotUnderstood();
  return code;
}

function decoded(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_, name: string) => {
    const char = name.endsWith(';') ? ENTITIES[name.slice(0, -1)] : undefined;
    if (char === undefined) throw new NotUnderstood();
    return char;
  });
}
