/** The process of one command, started by the supervisor: it alone prints what ends a command and exits. */
import { systemEffects } from '../model/effects.js';
import { EXIT_CODES, Interrupted } from '../model/errors.js';
import { whenStopped } from './commands.js';
import { dispatch } from './dispatch.js';
import { failure } from './failure.js';
import type { CommandMessage, Next } from './process/messages.js';
import { processTerminal } from './terminal.js';

const terminal = processTerminal();
const stop = new AbortController();

/** The supervisor's doing, and the terminal's, which signals both: it ends this process where that is too slow. */
function interrupt(): void {
  stop.abort(new Interrupted('stopped by a signal')); // takes a bar away, before the supervisor says that it stops
  void tell({ type: 'stopping' });
}

/** A supervisor that is gone hears nothing, and that ends this process. */
function tell(message: CommandMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** Nobody would hear what it says, or could stop it. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

function fail(error: unknown): never {
  const { text, exit } = failure(error, whenStopped(process.argv[2]));
  terminal.note(text);
  process.exit(EXIT_CODES[exit].code);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('disconnect', endAtOnce);
if (process.connected === false) endAtOnce();
process.channel?.unref(); // a command that waits for nothing ends
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const context = {
  terminal,
  signal: stop.signal,
  effects: systemEffects,
  onCommit: (left: string) => void tell({ type: 'committed', left }),
  onNext: process.send && ((next: Next) => tell({ type: 'next', next })),
  environment: process.env,
};
dispatch(process.argv.slice(2), context).then((exit) => process.exit(EXIT_CODES[exit].code), fail);
