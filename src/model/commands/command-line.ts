/** Commands to copy: whoever names a command, on a page, in a ticket, a file or a terminal, writes it here. */
import { escapeForTerminal } from '../escape.js';

/** The variable in which the entry says how it was started, for the process of the command. */
export const STARTED_AS = 'ACCESS_LAKE_STARTED_AS';

/**
 * The command in a clone, and the default. Without `--no-install` npx would run whatever package somebody publishes under
 * that name, for this one is not published.
 */
export const OF_A_CLONE = 'npx --no-install access-lake';

/** In a container of the hub a command is the input of the state machine `Task`. */
export const OF_TASK = 'Task';

/** How a command of Access Lake can be started again: what stands before its name, or {@link OF_TASK}. */
export function startedAs(): string {
  const { process } = globalThis as { process?: { env: Readonly<Record<string, string | undefined>> } };
  return process?.env[STARTED_AS] || OF_A_CLONE;
}

/** A command of Access Lake to paste: its name, its operands and its options, each a word of its own. */
export function accessLake(words: readonly string[], started = startedAs()): string {
  return started === OF_TASK ? JSON.stringify({ command: words }) : `${started} ${commandLine(words)}`;
}

/** What every text of {@link accessLake} begins with. */
export function beginning(started = startedAs()): string {
  return started === OF_TASK ? '{"command":' : started;
}

/** A command that a text names in backticks, with no word that a shell would have to unquote. */
const NAMED = /`access-lake ([^`'"\\$]+)`/g;

/** The same text with the commands that it names as they can be pasted. */
export function pasteable(text: string, started = startedAs()): string {
  return text.replace(NAMED, (_, words: string) => {
    return `\`${started === OF_TASK ? accessLake(words.split(' '), started) : `${started} ${words}`}\``;
  });
}

/** A help, whose lines are not all in backticks, likewise. A container of the hub has no shell, so its help keeps the name. */
export function asStarted(help: string, started = startedAs()): string {
  return started === OF_TASK ? help : help.replaceAll(/\baccess-lake(?= [a-z<])/g, () => started);
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
