/**
 * Text from outside (names, tags, paths, messages) made fit for a terminal. It may hold anything: escape
 * sequences that move the cursor or retitle the window, line breaks that forge lines, marks that turn the
 * order of letters. All these are shown escaped instead.
 */

/**
 * C0 and C1 controls with DEL; soft hyphen; marks that change direction (U+061C, U+200E, U+200F, U+202A to
 * U+202E, U+2066 to U+2069); invisible ones (not the joiners
 * that Persian and emoji need); line and paragraph separators; the byte order mark; tags;
 * lone surrogates.
 */
const HARMFUL =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** One line that a terminal shows as it is: what is harmful appears as `\x1b`, `\n` or `\u202e`. */
export function escapeForTerminal(text: string): string {
  return text.replace(HARMFUL, escaped);
}

/** What people write into files may be of any length. */
const LONGEST_QUOTE = 200;

/** A text in quotes for an error; of a long one the beginning. */
export function quoted(text: string): string {
  return `"${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text}"`;
}

/** Several lines, each {@link escapeForTerminal}; the ends of lines stay. */
export function escapeLinesForTerminal(text: string): string {
  return text
    .split(/(\r?\n)/)
    .map((part) => (/^\r?\n$/.test(part) ? part : escapeForTerminal(part)))
    .join('');
}

/** JSON that says the same and holds nothing harmful, in one line. Bigints become numbers. */
export function jsonForTerminal(value: unknown): string {
  return escapeInJson(JSON.stringify(value, (_key, cell) => (typeof cell === 'bigint' ? Number(cell) : cell)));
}

/** A text of JSON that says the same and holds nothing harmful; it has no line breaks of its own. */
export function escapeInJson(text: string): string {
  return text.replace(HARMFUL, jsonEscaped);
}

/** JSON of several lines that holds nothing harmful, and ends with a line break. */
export function harmlessJson(value: unknown): string {
  const keepLine = (character: string): string => (character === '\n' ? character : jsonEscaped(character));
  return `${JSON.stringify(value, null, 2).replace(HARMFUL, keepLine)}\n`;
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const point = character.codePointAt(0) as number;
  if (SHORT[character] !== undefined) return SHORT[character];
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\u{${point.toString(16)}}`;
}

function jsonEscaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('');
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
