/** What files say of themselves, before DuckDB reads any of them. */
import { type FileHandle, open } from 'node:fs/promises';
import { prefetch } from '../../../async/prefetch.js';
import { DamagedError } from '../../../tables/damaged.js';
import { type Footer, footerBytes, mostUnpackedBytes, readFooter } from '../../../tables/parquet/footer.js';
import type { DamagedRun, PlacedFile } from './readable-files.js';

/** A lake of years has more files than a process may have open. */
const OPEN_AT_ONCE = 16;
/** Most footers are shorter. */
const END_BYTES = 16_384;

/** Each file with its footer; undefined: it is gone, or no Parquet file. */
export async function* footersOf<T extends { readonly path: string }>(
  files: readonly T[],
): AsyncGenerator<{ readonly file: T; readonly footer: Footer | undefined }> {
  yield* prefetch(files, OPEN_AT_ONCE, async (file) => ({ file, footer: await footerAt(file.path) }));
}

/** The runs of which a file cannot be opened as Parquet, or says that it unpacks to more than its rows can hold. */
export async function unreadable(files: readonly PlacedFile[]): Promise<DamagedRun[]> {
  const damaged = new Map<string, DamagedRun>();
  for await (const { file, footer } of footersOf(files)) {
    const problem = problemOf(footer);
    const { runId, snapshotDate, key } = file;
    if (problem !== undefined) damaged.set(runId, { runId, snapshotDate, problem: `its file "${key}" ${problem}` });
  }
  return [...damaged.values()];
}

function problemOf(footer: Footer | undefined): string | undefined {
  if (footer === undefined) return 'cannot be opened as a Parquet file';
  if (!isTooLarge(footer)) return undefined;
  return `unpacks to ${footer.unpackedBytes} bytes, more than its ${footer.rows} rows can hold`;
}

export function isTooLarge({ rows, unpackedBytes }: Footer): boolean {
  return unpackedBytes > mostUnpackedBytes(rows);
}

async function footerAt(path: string): Promise<Footer | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (file === undefined) return undefined;
  try {
    const end = await endOf(file, END_BYTES);
    const bytes = footerBytes(end);
    return readFooter(bytes > end.length ? await endOf(file, bytes) : end);
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/** The last bytes of a file; all of them where it has fewer. */
async function endOf(file: FileHandle, bytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.min(size, bytes);
  return (await file.read(Buffer.alloc(length), 0, length, size - length)).buffer;
}
