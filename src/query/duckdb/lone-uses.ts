/** What a lake would no longer know if some of its runs were gone. */

import { DAY_MS, dayOf, TRACKED_DAYS } from '../../model/days.js';
import type { Store } from '../../store/store.js';
import { allRows } from '../all-rows.js';
import type { QueryOptions } from '../engine.js';
import { bindCells } from '../question/bind.js';
import { readSql } from '../sql-files.js';
import { duckdbEngine } from './engine.js';

/**
 * Of each of these runs the uses within the 400 days before `now` (ms since 1970) that no other run of the lake knows;
 * without those that have none. Null: its files cannot be read, so that nobody can tell.
 */
export async function loneUses(
  store: Store,
  runIds: readonly string[],
  now: number,
  options: QueryOptions = {},
): Promise<ReadonlyMap<string, number | null>> {
  const engine = await duckdbEngine(store);
  try {
    const lone = new Map<string, number | null>();
    for (const { runId } of engine.damaged) if (runIds.includes(runId)) lone.set(runId, null);
    const { sql, parameters } = statement(runIds, now);
    for (const [runId, uses] of await allRows(engine, sql, parameters, options)) lone.set(String(runId), Number(uses));
    return lone;
  } finally {
    await engine.close();
  }
}

function statement(runIds: readonly string[], now: number) {
  const since = dayOf(now - TRACKED_DAYS * DAY_MS);
  const cells = new Map([
    ['since', [since]],
    ['run', runIds],
  ]);
  return bindCells({ sql: readSql('lake/', 'lone_uses'), parameters: [{ name: 'since' }, { name: 'run' }] }, cells);
}
