/**
 * What a YAML text may be made of to be parsed. The parser takes time with the square of what stands on one line, and ends
 * the process where collections are nested by thousands, so the tokens are looked through before.
 */

/** Without spaces; 10,000 entries of six texts each have 250,000. */
const MOST_TOKENS = 4e5;
/** An entry is a collection in the list. */
const MOST_DEPTH = 10;
const MOST_INDENT = 100;
/** Between commas and ends of lines: `- { key: "value"` has seven. */
const MOST_TOGETHER = 50;
/** Comparisons of two keys of one collection. */
const MOST_COMPARED = 1e6;

/** A token before each scalar without quotes. */
const SCALAR_FOLLOWS = '\u001f';

/** Why a text cannot be a list of entries, as the end of a sentence; `tokens` are those of the lexer of YAML. */
export function problemOfTokens(tokens: Iterable<string>): string | undefined {
  let [count, depth, together] = [0, 0, 0];
  let isStart = true;
  for (const token of tokens) {
    const isSpace = /^[ \t]+$/.test(token);
    if (isSpace && isStart && token.length > MOST_INDENT) return 'it is nested too deeply';
    isStart = token === '\n' || token === '\r\n';
    if (isSpace || token === SCALAR_FOLLOWS) continue;
    count++;
    together = isStart || token === ',' ? 0 : together + 1;
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    if (depth > MOST_DEPTH) return 'it is nested too deeply';
    if (together > MOST_TOGETHER) return 'it holds too much on one line';
    if (count > MOST_TOKENS) return 'it holds too many entries';
  }
  return undefined;
}

/** Whether two keys are the same, for the parser; a RangeError where it asks too often. */
export function keysAlike(): (one: unknown, other: unknown) => boolean {
  let compared = 0;
  return (one, other) => {
    if (++compared > MOST_COMPARED) throw new RangeError('too many keys');
    return one === other || (isScalar(one) && isScalar(other) && one.value === other.value);
  };
}

function isScalar(node: unknown): node is { readonly value: unknown } {
  return typeof node === 'object' && node !== null && 'value' in node && !('items' in node);
}
