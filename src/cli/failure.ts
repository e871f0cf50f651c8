/** What a person reads when a command fails, and the exit code. */
import { pasteable } from '../model/commands/command-line.js';
import { type ExitName, Interrupted, UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';

export interface Failure {
  readonly text: string;
  readonly exit: ExitName;
}

/** `stopped`: what is safe and what to run, where it is an interruption. */
export function failure(error: unknown, stopped = ''): Failure {
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? '' : `${escapeForTerminal(pasteable(error.hint))}\n`;
    return { text: `Error: ${escapeForTerminal(error.message)}\n${hint}`, exit: error.exit };
  }
  if (error instanceof Interrupted) {
    const text = `Interrupted: ${escapeForTerminal(error.message)}\n${stopped === '' ? '' : `${stopped}\n`}`;
    return { text, exit: 'interrupted' };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const lines = stack.split('\n').map(escapeForTerminal).join('\n');
  return { text: `This is a bug in Access Lake, please report it with these lines:\n${lines}\n`, exit: 'bug' };
}
