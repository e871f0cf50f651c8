/** JSON with the place of every value in its text, so that an edit leaves all else byte for byte as it is. */

import { escapeInJson } from '../model/escape.js';
import { sha256Of } from '../tools/sha256.js';

export interface JsonValue {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'word';
  /** The value is in text.slice(start, end). */
  readonly start: number;
  readonly end: number;
}

export interface JsonString extends JsonValue {
  readonly kind: 'string';
  readonly value: string;
}

export interface JsonArray extends JsonValue {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonMember {
  readonly key: JsonString;
  readonly value: JsonNode;
}

export interface JsonObject extends JsonValue {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
}

/** Numbers, true, false and null: their text says all. */
export interface JsonPlain extends JsonValue {
  readonly kind: 'number' | 'word';
}

export type JsonNode = JsonString | JsonArray | JsonObject | JsonPlain;

/** Deeper than any policy; the scanner calls itself once a level. */
const DEEPEST = 64;

/** What was read last: a document is looked at a dozen times before the next one comes. */
const recent = new Map<string, JsonNode>();
const MOST_RECENT = 8;
const LONGEST_RECENT = 100_000;

/** Reads JSON; throws a SyntaxError for text that is none, or that is nested too deeply. */
export function readJson(text: string): JsonNode {
  const known = recent.get(text);
  if (known !== undefined) return known;
  JSON.parse(text); // from here on the text is known to be valid
  const node = new Scanner(text).whole();
  if (text.length <= LONGEST_RECENT) remember(text, node);
  return node;
}

function remember(text: string, node: JsonNode): void {
  const [oldest] = recent.keys();
  if (recent.size >= MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  recent.set(text, node);
}

/** Blank, tab, carriage return, line feed. */
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0x0a]);

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): JsonNode {
    return this.value(0);
  }

  private value(depth: number): JsonNode {
    if (depth > DEEPEST) throw new SyntaxError(`nested deeper than ${DEEPEST} levels`);
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    return first === '"' ? this.string() : this.plain();
  }

  private object(depth: number): JsonObject {
    const start = this.at++;
    const members: JsonMember[] = [];
    for (this.space(); this.text[this.at] !== '}'; this.next()) {
      const key = this.string();
      this.space();
      this.at++; // the colon
      members.push({ key, value: this.value(depth + 1) });
    }
    return { kind: 'object', start, end: ++this.at, members };
  }

  private array(depth: number): JsonArray {
    const start = this.at++;
    const items: JsonNode[] = [];
    for (this.space(); this.text[this.at] !== ']'; this.next()) items.push(this.value(depth + 1));
    return { kind: 'array', start, end: ++this.at, items };
  }

  /** Past a comma, if there is one, to what follows. */
  private next(): void {
    this.space();
    if (this.text[this.at] === ',') this.at++;
    this.space();
  }

  private string(): JsonString {
    const start = this.at++;
    const quote = this.text.indexOf('"', this.at);
    const plain = this.text.slice(this.at, quote);
    if (!plain.includes('\\')) {
      this.at = quote + 1;
      return { kind: 'string', start, end: this.at, value: plain };
    }
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    const end = ++this.at;
    return { kind: 'string', start, end, value: JSON.parse(this.text.slice(start, end)) };
  }

  private plain(): JsonPlain {
    const start = this.at;
    while (this.at < this.text.length && !/[\s,\]}]/.test(this.text[this.at] as string)) this.at++;
    return { kind: /[-\d]/.test(this.text[start] as string) ? 'number' : 'word', start, end: this.at };
  }

  private space(): void {
    for (let code = this.text.charCodeAt(this.at); SPACES.has(code); code = this.text.charCodeAt(this.at)) this.at++;
  }
}

/** One form for every way to write the same: keys in code point order, no white space, whole numbers as written. */
export function canonicalJson(text: string): string {
  return canonical(readJson(text), text);
}

function canonical(node: JsonNode, text: string): string {
  if (node.kind === 'string') return JSON.stringify(node.value);
  if (node.kind === 'array') return `[${node.items.map((item) => canonical(item, text)).join(',')}]`;
  if (node.kind !== 'object') return canonicalPlain(text.slice(node.start, node.end));
  const members = node.members.map(({ key, value }): [string, string] => [key.value, canonical(value, text)]);
  const sorted = members.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

function canonicalPlain(text: string): string {
  return /^-?\d+$/.test(text) || !/^[-\d]/.test(text) ? text : String(Number(text));
}

/** Of canonical JSON; null: there is no text, or it is no JSON. */
export function canonicalSha256(text: string | null): string | null {
  if (text === null) return null;
  try {
    return sha256Of(canonicalJson(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Of several texts the hash of the list. */
export function canonicalSha256OfAll(texts: readonly string[]): string | null {
  const [only] = texts;
  if (only === undefined) return null;
  return canonicalSha256(texts.length === 1 ? only : `[${texts.join(',')}]`);
}

/** The same over several lines, as people and diffs read it: what would mislead a terminal is escaped. */
export function indentedJson(text: string): string {
  return `${indented(readJson(text), text, '')}\n`;
}

function indented(node: JsonNode, text: string, margin: string): string {
  const inner = `${margin}  `;
  const lines = linesOf(node, text, inner);
  if (lines === undefined) return escapeInJson(text.slice(node.start, node.end));
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? `${open}${close}` : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${margin}${close}`;
}

function linesOf(node: JsonNode, text: string, margin: string): string[] | undefined {
  if (node.kind === 'array') return node.items.map((item) => indented(item, text, margin));
  if (node.kind !== 'object') return undefined;
  return node.members.map(
    ({ key, value }) => `${escapeInJson(text.slice(key.start, key.end))}: ${indented(value, text, margin)}`,
  );
}

/** The length that IAM counts: characters without the white space between tokens. */
export function compactLength(text: string): number {
  return lengthOf(readJson(text));
}

/** Of the same tokens in order without white space between them. */
function lengthOf(node: JsonNode): number {
  if (node.kind === 'array') return listLength(node.items.map(lengthOf));
  if (node.kind !== 'object') return node.end - node.start;
  return listLength(node.members.map(({ key, value }) => key.end - key.start + 1 + lengthOf(value)));
}

/** With brackets, and commas between the items. */
function listLength(items: readonly number[]): number {
  return items.reduce((total, length) => total + length, 2 + Math.max(0, items.length - 1));
}
