/** The table from which trends are read: the rows of all dates in one file. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_DATE } from '../../model/days.js';
import { derivedTrendHistory } from '../../model/tables/derived.js';
import { derivedKey } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { duckdbEngine } from '../duckdb/engine.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryOptions } from '../engine/engine.js';
import { readSql } from '../sql/sql-files.js';

/** Makes the file anew of the files of dates that are not stale, unless it holds just these. */
export async function renewHistory(store: Store, options: QueryOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-trends-'));
  const path = join(folder, `${derivedTrendHistory.name}.parquet`);
  const key = derivedKey(derivedTrendHistory, NO_DATE);
  const engine = await duckdbEngine(store, { writes: [path] });
  try {
    const differing = await allRows(engine, readSql('derived/', 'history_state'), [], options);
    if (differing.length === 0) return;
    await engine.writeParquet(readSql('derived/', 'history'), path, options);
    await store.put(key, createReadStream(path));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
