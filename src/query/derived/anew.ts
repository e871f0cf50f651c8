/** A derived table of one date made a second time, elsewhere: what `derive` would store there now. */

import { derivedOwners, derivedTrends, derivedWorklist } from '../../model/tables/derived.js';
import type { Store } from '../../store/store.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine } from '../engine/engine.js';
import { type LakeDate, usesUntil, wholeBefore } from '../sql/lake-dates.js';
import type { Making } from './making.js';
import { ownersOf } from './owners.js';
import { trendsOf } from './trend-rows.js';
import { worklistOf } from './worklist.js';
import { write } from './write.js';

/** The tables that are judged anew; that of all dates only joins them. */
export const TABLES_ANEW = [derivedTrends, derivedWorklist, derivedOwners] as const;

/** What the tables of a date would be made of now; undefined: the lake has no such date. Reads no derived table. */
export async function makingOf(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  { date, ...asked }: Pick<Making, 'date' | 'owners' | 'signal'>,
): Promise<Making | undefined> {
  const sql = 'SELECT snapshot_date, made_of FROM trend_runs';
  const runs = new Map<unknown, string>();
  for (const [of, madeOf] of await allRows(engine, sql, [], { signal: asked.signal })) runs.set(of, String(madeOf));
  const madeOf = runs.get(date);
  if (madeOf === undefined) return undefined;
  const before = wholeBefore(dates, date);
  const comparedMadeOf = runs.get(before) ?? null;
  return { ...asked, date, before, madeOf, comparedMadeOf, usesUntil: usesUntil(date, dates), readsStored: false };
}

/** Writes the file of the table to `target`; `engine` asks the lake. */
export async function writeAnew(
  target: Store,
  table: (typeof TABLES_ANEW)[number],
  { engine, dates, making }: { engine: QueryEngine; dates: readonly LakeDate[]; making: Making },
): Promise<void> {
  const { date } = making;
  if (table.name === 'derived_trends')
    await write(target, derivedTrends, date, [await trendsOf(engine, dates, making)]);
  else if (table.name === 'derived_worklist')
    await write(target, derivedWorklist, date, [await worklistOf(engine, dates, making)]);
  else await write(target, derivedOwners, date, ownersOf(engine, making));
}
