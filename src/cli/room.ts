/** Room for the files of a bucket, said and looked for before they are fetched. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { counted } from '../model/numbers.js';
import type { DuckdbEngine, ToCopy } from '../query/duckdb/open-tables.js';
import type { QueryEngine } from '../query/engine/engine.js';
import { duckdbMemory, LEAST_OF_DUCKDB } from '../tools/memory.js';
import { bytes } from './text/numbers.js';

/**
 * A line that says what is fetched from the lake, and what it needs. Fails with a UserError, `Cannot <action>: …`, where
 * the disk has no room for it, or DuckDB would have less memory than it needs for anything.
 */
export async function roomFor(
  { files, bytes: needed, folder }: ToCopy,
  { action, free = freeBytes, memory = duckdbMemory() }: { action: string; free?: typeof freeBytes; memory?: number },
): Promise<string> {
  const room = await free(folder);
  const place = jsonForTerminal(folder);
  if (room < needed) {
    throw new UserError(
      `Cannot ${action}: ${counted(files, 'file')} of the bucket take ${bytes(needed)}, and ${place} has room for ${bytes(room)}.`,
      {
        hint: `Raise the disk (EphemeralStorage of deploy/hub.yaml), or name another folder for caches by XDG_CACHE_HOME.`,
      },
    );
  }
  if (memory < LEAST_OF_DUCKDB) {
    throw new UserError(
      `Cannot ${action}: DuckDB may take ${bytes(memory)} of memory, half of what there is, and needs ${bytes(LEAST_OF_DUCKDB)}.`,
      {
        hint: 'Raise the memory of the machine or container (Memory of deploy/hub.yaml), or what DuckDB may take by --memory.',
      },
    );
  }
  const beside = `what does not fit in the ${bytes(memory)} of memory that it may take (--memory)`;
  return `Fetches ${bytes(needed)} in ${counted(files, 'file')} to ${place}, which has room for ${bytes(room)}; DuckDB also writes to disk ${beside}.\n`;
}

/** Of a bucket that DuckDB asks: says what the work that a dry run does will fetch. Fails as {@link roomFor} does. */
export async function noteFetches(
  engine: QueryEngine,
  dryRun: (engine: QueryEngine) => Promise<unknown>,
  { action, note }: { readonly action: string; readonly note: (text: string) => void },
): Promise<void> {
  const { toCopy, ...duckdb } = engine as DuckdbEngine;
  if (toCopy === undefined) return;
  const { filesReadBy } = await import('../query/duckdb/dry-run.js');
  const lacking = await toCopy(await filesReadBy(duckdb, dryRun));
  const fetches = await roomFor(lacking, { action });
  if (lacking.files > 0) note(fetches);
}

/** Of the file system that holds the folder, or the nearest above it that is there. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ENOENT') throw error;
    return freeBytes(dirname(folder));
  }
}
