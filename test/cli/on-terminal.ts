/** Commands under a pseudo terminal (`script` of util-linux). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const ENDED = 'the command has ended';

export interface OnTerminal {
  readonly child: ChildProcess;
  /** All that it wrote when it has closed, before that what was read so far. */
  shown(): string;
  readonly closed: Promise<unknown>;
}

interface Options {
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/** Runs Node with these words. The terminal stays until all was read: `script` drops what it has not read by then. */
export function startOnTerminal(
  words: readonly string[],
  { environment = {}, columns = 80 }: Options = {},
): OnTerminal {
  const quoted = [process.execPath, ...words].map((word) => `'${word}'`);
  const command = ['trap : INT; stty', 'cols', `${columns};`, ...quoted, `; echo '${ENDED}'; read line`].join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NODE_NO_WARNINGS: '1', ...environment },
  });
  let read = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    read += piece;
    if (read.endsWith(`${ENDED}\r\n`)) child.stdin.end('\n');
  });
  const shown = () => (read.includes(ENDED) ? read.slice(0, read.lastIndexOf(ENDED)) : read);
  return { child, shown, closed: once(child, 'close') };
}

/** All that it wrote. */
export async function shownOnTerminal(words: readonly string[], options: Options = {}): Promise<string> {
  const { closed, shown } = startOnTerminal(words, options);
  await closed;
  return shown();
}
