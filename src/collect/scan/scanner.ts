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

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Moves through an XML text from tag to tag, and throws NotUnderstood at whatever the SDK's parser might
 * read in another way: attributes, comments, CDATA, references to characters, blanks around a value.
 */
export class Scanner {
  at: number;
  private readonly text: string;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** Whether this tag comes next; moves behind it if so. */
  takes(tag: string): boolean {
    if (!this.text.startsWith(tag, this.at)) return false;
    this.at += tag.length;
    return true;
  }

  expect(tag: string): void {
    if (!this.takes(tag)) throw new NotUnderstood();
  }

  /** Moves over white space. The SDK's parser takes blanks without a newline for text, so these are not understood. */
  skipBlank(): void {
    const from = this.at;
    let lines = 0;
    for (; ; this.at += 1) {
      const char = this.text.charCodeAt(this.at);
      if (char === NEWLINE) lines += 1;
      else if (char !== SPACE && char !== TAB) break;
    }
    if (this.at > from && lines === 0) throw new NotUnderstood();
  }

  /** The text up to the closing tag, at least one character and no blank at its start. */
  value(closing: string): string {
    const from = this.at;
    let escaped = false;
    let char = this.text.charCodeAt(from);
    if (!(char > SPACE)) throw new NotUnderstood(); // NaN at the end
    for (; char !== LESS_THAN; char = this.text.charCodeAt(++this.at)) {
      if (char === AMPERSAND) escaped = true;
      else if (char === RETURN || Number.isNaN(char)) throw new NotUnderstood();
    }
    if (this.at === from) throw new NotUnderstood();
    const value = this.text.slice(from, this.at);
    this.expect(closing);
    return escaped ? decoded(value) : value;
  }
}

function decoded(value: string): string {
  return value.replace(/&([^;]*;?)/g, (_, name: string) => {
    const char = name.endsWith(';') ? entities[name.slice(0, -1)] : undefined;
    if (char === undefined) throw new NotUnderstood();
    return char;
  });
}
