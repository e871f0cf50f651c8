/** Files of rows that Athena judged become the one file of a table. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../model/errors.js';
import { derivedKey } from '../../model/tables.js';
import { downloadObject } from '../../store/download.js';
import type { Store } from '../../store/store.js';
import { openDatabase } from '../duckdb/database.js';
import { copyParquet } from '../duckdb/parquet.js';
import { exactPath } from '../duckdb/tables.js';
import { literal } from '../question/bind.js';
import { type JudgedTable, type Judging, orderedRows } from './judgement.js';

export interface JudgedFiles {
  readonly table: JudgedTable;
  readonly judgementId: string;
  /** `s3://bucket/key` of each. */
  readonly locations: readonly string[];
  /** Rows of all of them together. */
  readonly rows: number;
}

export type Download = (location: string, path: string) => Promise<void>;

/**
 * Replaces the file of the table and date in `target` by the rows of the files, in the order of the table. They are copied
 * to the disk and sorted there by DuckDB, so memory is that of DuckDB. Fails with a UserError where a file is gone or they
 * have other rows than were counted; `target` is then as it was.
 */
export async function putJudged(
  target: Store,
  judged: JudgedFiles,
  { date, signal }: Judging,
  download: Download = downloadObject,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-judged-'));
  try {
    const paths: string[] = [];
    for (const [at, location] of judged.locations.entries()) {
      signal.throwIfAborted();
      const path = join(folder, `${at}.parquet`);
      await download(location, path);
      paths.push(path);
    }
    const sorted = join(folder, 'sorted.parquet');
    refuseOtherRows(judged, await writeSorted(judged, { paths, sorted, signal }));
    await target.put(derivedKey(judged.table, date), createReadStream(sorted));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sorting {
  readonly paths: readonly string[];
  readonly sorted: string;
  readonly signal: AbortSignal;
}

/** Says how many rows the sorted file has. */
async function writeSorted({ table, judgementId }: JudgedFiles, { paths, sorted, signal }: Sorting): Promise<number> {
  const database = await openDatabase([...paths, sorted]);
  try {
    const from =
      paths.length === 0
        ? withoutRows(table)
        : `read_parquet([${paths.map(exact).join(', ')}], hive_partitioning = false)`;
    await copyParquet(await database.connect(), orderedRows(table, judgementId, from), sorted, { signal });
    const connection = await database.connect();
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${exact(sorted)})`);
    connection.closeSync();
    return Number(counted.getRows()[0]?.[0]);
  } finally {
    await database.close();
  }
}

const exact = (path: string): string => literal(exactPath(path));

/** Athena writes no file for a table without rows. */
function withoutRows({ columns }: JudgedTable): string {
  const cells = Object.keys(columns).map((name) => `NULL AS ${name}`);
  return `(SELECT ${cells.join(', ')} WHERE false) AS none`;
}

function refuseOtherRows({ table, rows }: JudgedFiles, found: number): void {
  if (found === rows) return;
  throw new UserError(
    `Cannot write the table "${table.name}": Athena counted ${rows} rows in its files, and they have ${found}.`,
    { hint: 'Something else changed them in the results bucket: run the command again.' },
  );
}
