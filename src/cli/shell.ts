import { harmless } from '../model/harmless.js';

/** Text as one word of a POSIX shell, to paste; on a terminal it is harmless too. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${harmless(text).replaceAll("'", `'\\''`)}'`;
}
