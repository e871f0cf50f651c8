/** A command as the entry calls it: what it prints, apart by stream, and how it ends. */
import { dispatch } from '../../src/cli/dispatch.js';
import { systemEffects } from '../../src/model/effects.js';
import type { UserError } from '../../src/model/errors.js';

export interface RunCommand {
  readonly out: string;
  readonly err: string;
  /** Undefined: it failed. */
  readonly exit: string | undefined;
  readonly error: UserError | undefined;
}

/** A terminal, and what a command wrote to it, apart by stream. */
export function writtenTerminal({ interactive = false, columns = 100 } = {}) {
  const written = { out: '', err: '' };
  const terminal = {
    print: async (text: string) => {
      written.out += text;
      return true;
    },
    note: (text: string) => {
      written.err += text;
    },
    ...{ stderr: process.stderr, interactive, columns },
  };
  return { terminal, written };
}

export async function runCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunCommand> {
  const { terminal, written } = writtenTerminal();
  const signal = new AbortController().signal;
  const ended = await dispatch(argv, { terminal, signal, effects: systemEffects, environment }).then(
    (exit) => ({ exit, error: undefined }),
    (error: UserError) => ({ exit: undefined, error }),
  );
  return { ...written, ...ended };
}
