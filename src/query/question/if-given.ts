/**
 * Parameters in the text of a statement, and the lines that stand only where these have a value: marked `-- if given` at their
 * end, or by a line of its own above them. Such a line is one whole condition.
 */

/** What a statement is made of, as far as binding sees it: text and names in quotes, comments, `:name` or `:name.part`, `?`. */
export const TOKEN = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*.*?\*\/|:([a-z_]+)(?:\.([a-z]+))?|\?/gs;

/** Parameters that a line names, outside of text and comments. */
export function namesIn(line: string): string[] {
  return [...line.matchAll(TOKEN)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

const MARK = '-- if given';
const MARKED = / *-- if given$/;

/**
 * What stands of the text for the values that are given; the marks go. Throws an Error for another line that names a parameter
 * without one: nobody declares it, or nobody gives it, and a condition that goes in silence asks for more than was asked.
 */
export function ofGiven(sql: string, isGiven: (name: string) => boolean): string {
  return standing(sql, isGiven, (line) => line.replace(MARKED, ''));
}

/** The same of a part of a statement, whose marks stay for the values of a question that has these parameters. */
export function ofDeclared(sql: string, isDeclared: (name: string) => boolean): string {
  return standing(sql, isDeclared, (line, isBelowMark) => (isBelowMark ? `${MARK}\n${line}` : line));
}

function standing(
  sql: string,
  isThere: (name: string) => boolean,
  written: (line: string, isBelowMark: boolean) => string,
): string {
  const lines: string[] = [];
  let isBelowMark = false;
  for (const line of sql.split('\n')) {
    if (line.trim() === MARK) {
      isBelowMark = true;
      continue;
    }
    const missing = line.includes(':') ? namesIn(line).find((name) => !isThere(name)) : undefined; // most lines name none
    if (missing === undefined) lines.push(written(line, isBelowMark));
    else if (!isBelowMark && !MARKED.test(line)) {
      throw new Error(`No value for :${missing} in a line that does not end in "${MARK}": ${line.trim()}`);
    }
    isBelowMark = false;
  }
  return lines.join('\n');
}

/** The condition without its marks, for a place where more follows on its line; that line needs a mark of its own. */
export function unmarked(condition: string): string {
  return condition
    .split('\n')
    .filter((line) => line.trim() !== MARK)
    .map((line) => line.replace(MARKED, ''))
    .join('\n');
}

/** The line with a mark at its end. */
export function marked(line: string): string {
  return `${line} ${MARK}`;
}
