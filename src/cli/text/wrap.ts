/** Breaks lines between words at the width of a terminal, which would break them inside a word. */
import { ACCESS_LAKE } from '../../model/commands/command-line.js';
import { widthOf } from '../../query/format/width.js';

/** A command is pasted, so it counts as one word; so does text in backticks. */
const WORD = new RegExp(` *(?:\`[^\`]+\`\\S*|${ACCESS_LAKE} .*$|\\S+)`, 'g');
/** How much further the continuation of a line is indented. */
const HANGING = '  ';

/** Lines that are too long go on below; a command at the end of such a line has one of its own, of whatever length. */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= width || line.startsWith('{') ? line : broken(line, width)))
    .join('\n');
}

function broken(line: string, width: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of line.slice(indent.length).match(WORD) ?? []) {
    const isCommand = word.trimStart().startsWith(ACCESS_LAKE);
    const last = lines.at(-1);
    if (last === undefined) lines.push(indent + word);
    else if (!isCommand && widthOf(last + word) <= width) lines[lines.length - 1] = last + word;
    else lines.push(indent + HANGING + word.trimStart());
  }
  return lines.join('\n');
}
