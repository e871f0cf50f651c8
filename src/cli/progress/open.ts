/** The way progress is shown, as asked for or as fits the terminal. */
import type { Effects } from '../../model/effects.js';
import { type Progress, silent } from '../../model/progress.js';
import type { Terminal } from '../terminal.js';

export type ProgressMode = 'auto' | 'bar' | 'plain' | 'json' | 'none';

export interface OpenProgress {
  readonly progress: Progress;
  /** Takes the bar away; called before anything else is printed. */
  close(): void;
}

/** `signal`: when it is aborted a bar is taken away, and what follows are lines. */
export async function openProgress(
  mode: ProgressMode,
  terminal: Terminal,
  effects: Effects,
  signal?: AbortSignal,
): Promise<OpenProgress> {
  const write = (line: string): void => terminal.note(`${line}\n`);
  const close = (): void => {};
  switch (mode === 'auto' ? fitting(terminal) : mode) {
    case 'bar': {
      const { barProgress } = await import('./bar.js');
      return barProgress(terminal.stderr, effects, signal);
    }
    case 'json': {
      const { jsonProgress } = await import('./json.js');
      return { progress: jsonProgress(write, effects), close };
    }
    case 'plain': {
      const { plainProgress } = await import('./plain.js');
      return { progress: plainProgress(write, effects), close };
    }
    case 'none':
      return { progress: silent, close };
  }
}

function fitting({ stderr }: Terminal): 'bar' | 'plain' {
  return stderr.isTTY && process.env.TERM !== 'dumb' ? 'bar' : 'plain';
}
