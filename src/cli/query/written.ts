/** The file of --out: its format by its ending, and the line that says what was written. */
import { lstatSync } from 'node:fs';
import { extname } from 'node:path';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';
import type { FormatName } from '../../query/format/formats.js';

const ENDINGS: Readonly<Record<string, FormatName>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.md': 'markdown',
};

interface Asked {
  readonly format: FormatName | undefined;
  readonly out: string | undefined;
}

/** The format asked for, else that of the ending, else a table. Fails with a usageError where the two differ. */
export function formatOf({ format, out }: Asked): FormatName {
  const ending = out === undefined ? undefined : ENDINGS[extname(out).toLowerCase()];
  if (format === undefined || ending === undefined || format === ending) return format ?? ending ?? 'table';
  throw usageError(
    `Cannot write ${jsonForTerminal(out)} as ${format}: its ending says ${ending}.`,
    'Leave out --format, or give --out another ending.',
  );
}

/** Whether a file lies there that will be replaced; a device or pipe is written to. */
export function isReplaced(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false; // what is wrong with the place is told when it is written to
  }
}

/** Ends in a line break. */
export function writtenLine(
  out: string,
  rows: number,
  { format, replaced }: { format: FormatName; replaced: boolean },
) {
  const earlier = replaced ? ' It replaced an earlier file.' : '';
  return `Written: ${counted(rows, 'row')} as ${format} to ${jsonForTerminal(out)}.${earlier}\n`;
}
