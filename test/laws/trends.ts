/** The trends of a random lake, as `access-lake derive` makes them. */
import { bind } from '../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { readDerivation } from '../../src/query/question/questions.js';
import { type AnswerRow, rowsOf } from './claims.js';
import type { Lake, LakeRow } from './lake.js';
import type { MemoryEngine } from './memory-engine.js';

export async function trendsOf(engine: MemoryEngine, snapshot_date: string): Promise<AnswerRow[]> {
  const derivation = readDerivation('trends');
  const given = withDates(derivation, { snapshot_date }, await snapshotDates(engine));
  const { sql, parameters } = bind(derivation, given);
  return rowsOf(await engine.query(sql, parameters));
}

/** Shows the lake with the trends of every date. */
export async function showWithTrends(engine: MemoryEngine, lake: Lake): Promise<void> {
  await engine.show(lake);
  const rows: AnswerRow[] = [];
  for (const { snapshot_date, made_of } of await rowsOf(await engine.query('SELECT * FROM trend_runs', []))) {
    const trends = await trendsOf(engine, String(snapshot_date));
    rows.push(...trends.map((row) => ({ ...row, snapshot_date, made_of, owner_tags: 'owner' })));
  }
  await engine.show(new Map([...lake, ['derived_trends', rows as LakeRow[]]]));
}
