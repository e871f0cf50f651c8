/** JSON with the place of every value in its text, so that an edit leaves all else byte for byte as it is. */

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
const deepest = 64;

/** Reads JSON; throws a SyntaxError for text that is none, or that is nested too deeply. */
export function readJson(text: string): JsonNode {
  JSON.parse(text); // from here on the text is known to be valid
  return new Scanner(text).whole();
}

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
    if (depth > deepest) throw new SyntaxError(`nested deeper than ${deepest} levels`);
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
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
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

/** The same tokens over several lines, as people and diffs read them. */
export function indentedJson(text: string): string {
  return `${indented(readJson(text), text, '')}\n`;
}

function indented(node: JsonNode, text: string, margin: string): string {
  const inner = `${margin}  `;
  const lines = linesOf(node, text, inner);
  if (lines === undefined) return text.slice(node.start, node.end);
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? `${open}${close}` : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${margin}${close}`;
}

function linesOf(node: JsonNode, text: string, margin: string): string[] | undefined {
  if (node.kind === 'array') return node.items.map((item) => indented(item, text, margin));
  if (node.kind !== 'object') return undefined;
  return node.members.map(({ key, value }) => `${text.slice(key.start, key.end)}: ${indented(value, text, margin)}`);
}

/** The length that IAM counts: characters without the white space between tokens. */
export function compactLength(text: string): number {
  return compact(readJson(text), text).length;
}

/** The same tokens in order without white space between them. */
function compact(node: JsonNode, text: string): string {
  if (node.kind === 'array') return `[${node.items.map((item) => compact(item, text)).join(',')}]`;
  if (node.kind !== 'object') return text.slice(node.start, node.end);
  const members = node.members.map(({ key, value }) => `${text.slice(key.start, key.end)}:${compact(value, text)}`);
  return `{${members.join(',')}}`;
}
