/** What a command writes for a person never lies in the lake that it asks: there only a lake's own files belong. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';

interface Places {
  readonly out?: string | undefined;
  readonly destination?: string | undefined;
}

/** Fails with a usageError where `--out` is the lake or lies below it, through whatever links. */
export function refuseInLake({ out, destination }: Places): void {
  if (out === undefined || destination === undefined || destination.startsWith('s3://')) return;
  const way = relative(realOf(resolve(destination)), realOf(resolve(out)));
  if (way === '..' || way.startsWith(`..${sep}`)) return;
  throw usageError(
    `Cannot write ${jsonForTerminal(out)}: it lies in the lake ${jsonForTerminal(destination)}.`,
    'Give an --out outside of the lake.',
  );
}

/** The path without links, as far as it leads to something. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realOf(above), basename(path));
  }
}
