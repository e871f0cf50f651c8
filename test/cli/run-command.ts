/** A command in this process, as the entry calls it: what it prints, and how it ends. */
import { dispatch } from '../../src/cli/dispatch.js';
import { failure } from '../../src/cli/failure.js';
import { type Effects, systemEffects } from '../../src/model/effects.js';
import type { ExitName, UserError } from '../../src/model/errors.js';

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly effects?: Effects;
  /** Whether a person sees it; default: no. */
  readonly interactive?: boolean;
  /** Characters in a line of the terminal; default 100. */
  readonly columns?: number;
  /** Called before each text is printed on stdout. */
  readonly beforePrint?: () => void;
}

export interface Ran {
  readonly out: string;
  /** What it says on stderr before it ends. */
  readonly err: string;
  /** stdout and stderr as they come, a failure as the entry tells it. */
  readonly text: string;
  readonly exit: ExitName;
  /** Undefined: it did not fail. */
  readonly error: UserError | undefined;
}

/** Never fails: what the command fails with is in the answer. */
export async function runCommand(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { environment = {}, effects = systemEffects, interactive = false, columns = 100, beforePrint } = options;
  const written = { out: '', err: '', text: '' };
  const terminal = {
    print: async (text: string) => {
      beforePrint?.();
      written.out += text;
      written.text += text;
      return true;
    },
    note: (text: string) => {
      written.err += text;
      written.text += text;
    },
    ...{ stderr: process.stderr, interactive, columns },
  };
  try {
    const context = { terminal, signal: new AbortController().signal, effects, environment };
    const exit = await dispatch(argv, context);
    return { ...written, exit, error: undefined };
  } catch (error) {
    const told = failure(error);
    return { ...written, text: written.text + told.text, exit: told.exit, error: error as UserError };
  }
}

/** {@link runCommand} of a command that does not fail; fails as it does. */
export async function succeeded(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const ran = await runCommand(argv, options);
  if (ran.error !== undefined) throw ran.error;
  return ran;
}
