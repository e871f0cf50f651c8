/** Lines for a terminal of so many columns: broken between words, so that the terminal breaks none inside a word. */
import { widthOf } from '../../query/format/width.js';
import { ACCESS_LAKE } from './shell.js';

/** A command is pasted, so it is one word; as is what stands in backticks. */
const WORD = new RegExp(` *(?:\`[^\`]+\`\\S*|${ACCESS_LAKE} .*$|\\S+)`, 'g');
/** What goes on below is indented by so much more. */
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
