/** How wide text is on a terminal, in columns. */

/** Emoji and East Asian wide characters take two columns, marks that join none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\p{Me}|\u200c|\u200d/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

type Align = 'left' | 'right';

/**
 * The text in exactly `width` columns: cut with `…`, or filled with spaces (at its left for numbers).
 * Of an ARN the account and the end stay, which tell one from the other.
 */
export function fitted(text: string, width: number, align: Align = 'left'): string {
  return filled(widthOf(text) > width ? shortened(text, width - 1) : text, width, align);
}

/** The text in `width` columns or, where it has more, as it is. */
export function filled(text: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(width - widthOf(text), 0));
  return align === 'right' ? space + text : text + space;
}

/** The text in lines of at most `width` columns, broken at its spaces where a word is not longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const joined = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  const first = taken([...word], width);
  return first === word || first === '' ? [word] : [first, ...pieces(word.slice(first.length), width)];
}

function shortened(text: string, width: number): string {
  const [, account = '', rest = ''] = /^arn:[^:]*:[^:]*:[^:]*:([^:]*)(:.*)$/.exec(text) ?? [];
  if (rest === '') return `${taken([...text], width)}…`;
  if (widthOf(account + rest) <= width + 1) return account + rest;
  const kept = account.length < width / 2 + 2 ? account : '';
  return `${kept}…${[...taken([...rest].reverse(), width - kept.length)].reverse().join('')}`;
}

function taken(characters: readonly string[], width: number): string {
  let kept = '';
  let left = width;
  for (const character of characters) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

function columnsOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
