/** A command as a person meets it: all that it prints, and how it ends. */
import { dispatch } from '../../src/cli/dispatch.js';
import { failure } from '../../src/cli/failure.js';
import { systemEffects } from '../../src/model/effects.js';
import type { ExitName } from '../../src/model/errors.js';

export interface Ran {
  /** stdout and stderr, a failure told as at the entry. */
  readonly text: string;
  readonly exit: ExitName;
}

export async function ran(...argv: readonly string[]): Promise<Ran> {
  let text = '';
  const terminal = {
    print: async (printed: string) => {
      text += printed;
      return true;
    },
    note: (noted: string) => {
      text += noted;
    },
    stderr: process.stderr,
    interactive: false,
    columns: 100,
  };
  const context = { terminal, signal: new AbortController().signal, effects: systemEffects, environment: {} };
  try {
    return { exit: await dispatch(argv, context), text };
  } catch (error) {
    const { text: told, exit } = failure(error);
    return { exit, text: text + told };
  }
}
