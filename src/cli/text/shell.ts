import { escapeForTerminal } from '../../model/escape.js';

/**
 * The command as it can be started where `npm ci` ran or where it is installed, with or without it on the PATH. Without
 * `--no-install` npx would run whatever package somebody publishes under that name, for this one is not published.
 */
export const ACCESS_LAKE = 'npx --no-install access-lake';

/** Text as one word of a POSIX shell, to paste; escaped for the terminal. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${escapeForTerminal(text).replaceAll("'", `'\\''`)}'`;
}
