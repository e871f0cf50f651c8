/** Where a command writes: results on stdout, everything else on stderr. */

export interface Terminal {
  /** Writes to stdout and waits until it is taken; false when nobody reads any more. */
  print(text: string): Promise<boolean>;
  /** Writes to stderr. */
  note(text: string): void;
  /** The stream of the progress bar. */
  readonly stderr: NodeJS.WriteStream;
  /** Whether a person sees stdout. */
  readonly interactive: boolean;
  /** Characters in a line of stdout. */
  readonly columns: number;
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
      stderr.write(text);
    },
    stderr,
    interactive: stdout.isTTY === true,
    columns: stdout.columns ?? 100,
  };
}
