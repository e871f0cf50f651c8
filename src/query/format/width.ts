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
 * The text in exactly `width` columns: cut with `…`, or filled with spaces (at its left for numbers). Of a name the
 * beginning and the end stay, of an ARN the account and the end, which tell one from the other, of a hash its beginning.
 */
export function fitted(text: string, width: number, align: Align = 'left'): string {
  return filled(widthOf(text) > width ? shortened(text, width - 1) : text, width, align);
}

/** The text in `width` columns or, where it has more, as it is. */
export function filled(text: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(width - widthOf(text), 0));
  return align === 'right' ? space + text : text + space;
}

/** The text in lines of at most `width` columns, broken at spaces and behind the separators of names, never inside a word. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const joined = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** What a name is made of: words, each with the separators behind it. */
const PARTS_OF_NAME = /[^-_/.:@=,+]*[-_/.:@=,+]+|[^-_/.:@=,+]+/g;

/** A word that is longer than a line is shortened. */
function pieces(name: string, width: number): string[] {
  if (widthOf(name) <= width) return [name];
  const lines: string[] = [];
  for (const part of name.match(PARTS_OF_NAME) ?? []) {
    const joined = (lines.at(-1) ?? '') + part;
    if (lines.length > 0 && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(widthOf(part) > width ? shortened(part, width - 1) : part);
  }
  return lines;
}

/** Such as a task_id, which its first digits name. */
const HASH = /^[0-9a-f]{32,}$/;

function shortened(text: string, width: number): string {
  if (HASH.test(text)) return `${taken([...text], width)}…`;
  const [, account = '', rest = ''] = /^arn:[^:]*:[^:]*:[^:]*:([^:]*)(:.*)$/.exec(text) ?? [];
  if (rest === '') return /\s/.test(text) ? `${takenWords(text, width)}…` : shortenedInside(text, width);
  if (widthOf(account + rest) <= width + 1) return account + rest;
  const kept = account.length < width / 2 + 2 ? account : '';
  return `${kept}…${takenLast([...rest], width - kept.length)}`;
}

/** The beginning; no part of a number, which would be another. */
function takenWords(text: string, width: number): string {
  const kept = taken([...text], width);
  return /^\d/.test(text.slice(kept.length)) ? kept.replace(/\d[\d,.]*$/, '') : kept;
}

/** The beginning and the end, with `…` between them, in one column more than `width`. */
function shortenedInside(name: string, width: number): string {
  const characters = [...name];
  const end = takenLast(characters, Math.floor(width / 2));
  return `${taken(characters, width - widthOf(end))}…${end}`;
}

function takenLast(characters: readonly string[], width: number): string {
  return [...taken([...characters].reverse(), width)].reverse().join('');
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
