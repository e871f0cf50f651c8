/** Breaks lines between words at the width of a terminal, which would break them inside a word. */
import { beginning } from '../../model/commands/command-line.js';
import { widthOf } from '../../query/format/width.js';

/** A command is pasted, so it counts as one word; so does text in backticks. */
const WORD = / *(?:`[^`]+`\S*|\S+)/g;
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
  for (const word of wordsOf(line.slice(indent.length))) {
    const isCommand = word.trimStart().startsWith(beginning());
    const last = lines.at(-1);
    if (last === undefined) lines.push(indent + word);
    else if (!isCommand && widthOf(last + word) <= width) lines[lines.length - 1] = last + word;
    else lines.push(indent + HANGING + word.trimStart());
  }
  return lines.join('\n');
}

/** A command that is not in backticks ends its line. */
function wordsOf(line: string): string[] {
  const found = line.indexOf(` ${beginning()}`);
  const at = line.startsWith(beginning()) ? 0 : found;
  if (at < 0) return line.match(WORD) ?? [];
  return [...(line.slice(0, at).match(WORD) ?? []), line.slice(at)];
}
