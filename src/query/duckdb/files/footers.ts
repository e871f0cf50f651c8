/** What files say of themselves, before DuckDB reads any of them. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DamagedError } from '../../../tables/damaged.js';
import { type Footer, footerBytes, isTooLarge, readFooter } from '../../../tables/parquet/footer.js';
import type { DamagedRun, PlacedFile } from './readable-files.js';

/** Most footers are shorter. */
const END_BYTES = 16_384;

/** The runs of which a file cannot be opened as Parquet, or says that it unpacks to more than its rows can hold. */
export function unreadable(files: readonly PlacedFile[]): DamagedRun[] {
  const damaged = new Map<string, DamagedRun>();
  for (const { runId, snapshotDate, key, path } of files) {
    const problem = problemOf(footerAt(path));
    if (problem !== undefined) damaged.set(runId, { runId, snapshotDate, problem: `its file "${key}" ${problem}` });
  }
  return [...damaged.values()];
}

function problemOf(footer: Footer | undefined): string | undefined {
  if (footer === undefined) return 'cannot be opened as a Parquet file';
  if (!isTooLarge(footer)) return undefined;
  return `unpacks to ${footer.unpackedBytes} bytes, more than its ${footer.rows} rows can hold`;
}

/**
 * The footer of a file; undefined: it is gone, or no Parquet file. There are a thousand in a lake of years: read one after
 * another they take a third of what they take side by side.
 */
export function footerAt(path: string): Footer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const end = endOf(file, END_BYTES);
    const bytes = footerBytes(end);
    return readFooter(bytes > end.length ? endOf(file, bytes) : end);
  } catch (error) {
    if (error instanceof DamagedError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The last bytes of a file; all of them where it has fewer. */
function endOf(file: number, bytes: number): Buffer {
  const { size } = fstatSync(file);
  const length = Math.min(size, bytes);
  const end = Buffer.allocUnsafe(length);
  return end.subarray(0, readSync(file, end, 0, length, size - length));
}
