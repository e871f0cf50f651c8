/** Commands to copy: whoever names a command, on a page, in a ticket, a file or a terminal, writes it here. */
import { escapeForTerminal } from '../escape.js';

/**
 * The command as it can be started where `npm ci` ran or where it is installed, with or without it on the PATH. Without
 * `--no-install` npx would run whatever package somebody publishes under that name, for this one is not published.
 */
export const ACCESS_LAKE = 'npx --no-install access-lake';

/** A command of Access Lake to paste: its name, its operands and its options, each a word of its own. */
export function accessLake(words: readonly string[]): string {
  return `${ACCESS_LAKE} ${commandLine(words)}`;
}

/** Words that a POSIX shell takes as they are, whatever they hold: it expands none, and runs nothing but the first. */
export function commandLine(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}

/** zsh would take a word that begins with `=` for the path of a command. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

/** One word of {@link commandLine}. A control character, which no name of AWS holds, stands as the terminal shows it. */
export function shellQuoted(text: string): string {
  return PLAIN.test(text) ? text : `'${escapeForTerminal(text).replaceAll("'", `'\\''`)}'`;
}
