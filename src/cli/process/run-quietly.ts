/** Another command of this program behind the one that runs, in a process of its own. */
import { fileURLToPath } from 'node:url';
import { isMemoryShort } from '../../tools/memory.js';
import { startCommand } from './start.js';

const program = fileURLToPath(new URL('../command-process.js', import.meta.url));

/**
 * Runs it without what it would print on stdout; its notes and its errors are shown. A signal that stops this command stops
 * it too, and it ends where this process does. Returns its exit code, null where a signal ended it; fails with the
 * system's error where it cannot be started.
 */
export async function runQuietly(argv: readonly string[], signal: AbortSignal): Promise<number | null> {
  const child = startCommand({
    program,
    argv,
    temporary: undefined,
    memory: undefined,
    sharesPool: isMemoryShort(),
    isQuiet: true,
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    return await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
