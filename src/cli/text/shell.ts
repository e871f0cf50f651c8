import { escapeForTerminal } from '../../model/escape.js';

export { ACCESS_LAKE } from '../../query/question/forms.js';

/** Text as one word of a POSIX shell, to paste; escaped for the terminal. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${escapeForTerminal(text).replaceAll("'", `'\\''`)}'`;
}
