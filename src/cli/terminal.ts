/** Where a command writes: results on stdout, everything else on stderr. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { wrapLines } from './text/wrap.js';

export interface Terminal {
  /** Writes to stdout and waits until it is taken; false when nobody reads any more. */
  print(text: string): Promise<boolean>;
  /** Writes to stderr; a terminal has its lines broken between words. */
  note(text: string): void;
  /** The stream of the progress bar. */
  readonly stderr: NodeJS.WriteStream;
  /** Whether a person sees stdout. */
  readonly interactive: boolean;
  /** The path by which stdout can be opened anew, where it is a pipe; what is written there follows what was printed. */
  readonly pipe?: string | undefined;
  /** Characters in a line of stdout. */
  readonly columns: number;
}

/** Columns of a line of stdout where a person reads it; else a line may be of any length. */
export function lineWidth({ interactive, columns }: Pick<Terminal, 'interactive' | 'columns'>): number {
  return interactive ? columns : Number.POSITIVE_INFINITY;
}

/** The process's own. A reader that goes away (EPIPE, as with `| head`) is no error. */
export function processTerminal({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): Terminal {
  let open = true;
  const closed = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    open = false;
  };
  stdout.on('error', closed);
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    print: (text) =>
      new Promise((resolve) => {
        if (open) stdout.write(text, (error) => resolve(!error));
        else resolve(false);
      }),
    note: (text) => {
      stderr.write(stderr.isTTY && !text.includes('\x1b') ? wrapLines(text, stderr.columns || 80) : text);
    },
    stderr,
    interactive: stdout.isTTY === true,
    get pipe() {
      return pipeTo(stdout.fd);
    },
    columns: stdout.columns ?? 100,
  };
}

const STDOUT = '/dev/stdout';

/** Only a pipe: a file would be cut where it is opened anew, and a socket cannot be. */
function pipeTo(fd: number): string | undefined {
  try {
    if (!fstatSync(fd).isFIFO()) return undefined;
    closeSync(openSync(STDOUT, constants.O_WRONLY | constants.O_NONBLOCK));
    return STDOUT;
  } catch {
    return undefined; // of another user, without a reader, or on a system without such a path
  }
}
