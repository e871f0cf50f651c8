/** What a person reads when a command fails, and the exit code. */
import { type ExitName, Interrupted, UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';

export interface Failure {
  readonly text: string;
  readonly exit: ExitName;
}

export function failure(error: unknown): Failure {
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? '' : `${escapeForTerminal(error.hint)}\n`;
    return { text: `Error: ${escapeForTerminal(error.message)}\n${hint}`, exit: error.exit };
  }
  if (error instanceof Interrupted) {
    const text = `Interrupted: ${escapeForTerminal(error.message)}\nRun the same command again to resume.\n`;
    return { text, exit: 'interrupted' };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const lines = stack.split('\n').map(escapeForTerminal).join('\n');
  return { text: `This is a bug in Access Lake, please report it with these lines:\n${lines}\n`, exit: 'bug' };
}
