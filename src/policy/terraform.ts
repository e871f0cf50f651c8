/** A policy document as Terraform writes it. */

/**
 * The call of `jsonencode` that gives the same document: every key, value and list, on several lines. It goes where a
 * resource takes a policy. Throws a SyntaxError for text that is no JSON.
 */
export function jsonencodeOf(text: string): string {
  return `jsonencode(${expression(JSON.parse(text), '')})`;
}

function expression(value: unknown, margin: string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${margin}  `;
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((item) => `${expression(item, inner)},`)]
    : ['{', '}', Object.entries(value).map(([key, own]) => `${keyOf(key)} = ${expression(own, inner)}`)];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${inner}${line}\n`).join('')}${margin}${close}`;
}

/** An identifier stands bare, but for the words that mean something to Terraform. */
function keyOf(key: string): string {
  return /^[A-Za-z]\w*$/.test(key) && !['for', 'null', 'true', 'false'].includes(key) ? key : quoted(key);
}

/** Escapes of JSON that Terraform lacks. */
const LACKING: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };

/** A template begins at `${` and `%{`. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/\\./g, (written) => LACKING[written] ?? written)
    .replaceAll(/[$%]+(?=\{)/g, templateEscaped);
}

/** A sign before a template's would be read as a part of its escape: it is written by its number. */
function templateEscaped(signs: string): string {
  const before = Array.from(signs.slice(0, -1), (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const last = signs.slice(-1);
  return `${before.join('')}${last}${last}`;
}
