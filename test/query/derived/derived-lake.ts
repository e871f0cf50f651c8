/** Lakes in folders, with all that is derived of them. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DerivedDate, type DeriveOptions, deriveTrends } from '../../../src/query/derived/trends.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { folderStore } from '../../../src/store/folder.js';

/** Of every date, unless the options say otherwise. */
export async function derive(place: string, options: Partial<DeriveOptions> = {}): Promise<DerivedDate[]> {
  const store = folderStore(place);
  const engine = await duckdbEngine(store);
  const derived: DerivedDate[] = [];
  const given = { wants: () => true, ownerTags: [], signal: new AbortController().signal, ...options };
  for await (const each of deriveTrends(store, engine, given)) derived.push(each);
  await engine.close();
  return derived;
}

export const statesOf = (derived: readonly DerivedDate[]) => derived.map(({ date, state }) => `${date} ${state}`);

/** A file of the lake, with other rows. */
export async function rewrite(place: string, file: string, sql: string): Promise<void> {
  const path = join(place, '..', 'rewritten.parquet');
  const engine = await duckdbEngine(folderStore(place), { writes: [path] });
  await engine.writeParquet(sql, path);
  await engine.close();
  copyFileSync(path, join(place, file));
}
