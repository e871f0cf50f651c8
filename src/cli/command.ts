/** A command as data. Its module is loaded when it runs; what it works with, only inside `run`. */
import type { Effects } from '../model/effects.js';
import type { ExitName } from '../model/errors.js';
import type { Options, Values } from './options/option.js';
import type { Next } from './process/messages.js';
import type { Terminal } from './terminal.js';

/** What a command is given besides its values. */
export interface Context {
  readonly terminal: Terminal;
  /** Aborted by SIGINT or SIGTERM, with {@link Interrupted} as its reason. */
  readonly signal: AbortSignal;
  readonly effects: Effects;
  /** Told what is left to do once the work is committed: from then on a stop ends the command with that and with 4. */
  readonly onCommit?: (left: string) => void;
  /** Told what is to run once this process has ended; undefined where nobody would run it. */
  readonly onNext?: ((next: Next) => Promise<void>) | undefined;
  /** What stood on the command line besides options, in order. */
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Command<O extends Options = Options> {
  /** What it does, in a few sentences, at the head of its help. */
  readonly description: string;
  /** How operands appear in the help, such as `[question]`; without it there are none. */
  readonly operands?: string;
  /** Options that are not declared are handed on among the operands, for the command to read. */
  readonly takesUnknownOptions?: true;
  readonly options: O;
  /** Command lines to learn from. */
  readonly examples: readonly string[];
  /** Refuses values that do not go together, before anything is called; throws a usageError. */
  readonly check?: (values: Values<O>) => void;
  /**
   * Places where it makes files: what is new there is for its owner alone, unless one of them is open to others already or
   * its option `shared` is given. Without it the command makes nothing that stays.
   */
  readonly makes?: (values: Values<O>) => readonly string[];
  /** Does it; the name of the exit code. */
  readonly run: (values: Values<O>, context: Context) => Promise<ExitName>;
}

/** Keeps the types of the options for `check` and `run`. */
export function declareCommand<O extends Options>(declared: Command<O>): Command {
  return declared as unknown as Command;
}
