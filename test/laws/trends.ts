/** The trends of a random lake, as `access-lake derive` makes them. */
import { worklistOf } from '../../src/derive/worklist.js';
import { bind } from '../../src/query/question/bind.js';
import { snapshotDates, usesUntil, withDates } from '../../src/query/question/dates.js';
import { readDerivation } from '../../src/query/question/questions.js';
import { readSql } from '../../src/query/sql-files.js';
import { type AnswerRow, rowsOf } from './claims.js';
import type { MemoryEngine } from './memory-engine.js';
import type { Lake, LakeRow } from './world/lake.js';

export async function trendsOf(engine: MemoryEngine, snapshot_date: string): Promise<AnswerRow[]> {
  const derivation = readDerivation('trends');
  const dates = await snapshotDates(engine);
  const given = withDates(derivation, { snapshot_date, uses_until: usesUntil(snapshot_date, dates) }, dates);
  const { sql, parameters } = bind(derivation, given);
  return rowsOf(await engine.query(sql, parameters));
}

/** Shows the lake with the trends of every whole snapshot, and the worklist of the newest. */
export async function showWithTrends(engine: MemoryEngine, lake: Lake): Promise<void> {
  await engine.show(lake);
  const rows: AnswerRow[] = [];
  let tasks: object[] = [];
  const dates = await snapshotDates(engine);
  const whole = dates.filter(({ isWhole }) => isWhole).map(({ date }) => date);
  for (const { snapshot_date, made_of } of await rowsOf(await engine.query('SELECT * FROM trend_runs', []))) {
    if (!whole.includes(String(snapshot_date))) continue;
    const trends = await trendsOf(engine, String(snapshot_date));
    rows.push(...trends.map((row) => ({ ...row, snapshot_date, made_of, owner_tags: 'owner' })));
    const { signal } = new AbortController();
    if (snapshot_date !== whole.at(-1)) continue;
    const making = { madeOf: String(made_of), usesUntil: usesUntil(String(snapshot_date), dates), signal };
    const worklist = await worklistOf(engine, String(snapshot_date), making);
    tasks = worklist.map((row) => ({ ...row, snapshot_date }));
  }
  const derived: [string, LakeRow[]][] = [
    ['derived_trends', rows as LakeRow[]],
    ['derived_worklist', tasks as LakeRow[]],
  ];
  const withDates: Lake = new Map([...lake, ...derived]);
  await engine.show(withDates);
  const history = await rowsOf(await engine.query(readSql('derived/', 'history'), []));
  await engine.show(new Map([...withDates, ['derived_trend_history', history as LakeRow[]]]));
}
