/** The trends of a random lake, as `access-lake derive` makes them. */
import type { Making } from '../../src/query/derived/making.js';
import { trendsOf } from '../../src/query/derived/trend-rows.js';
import { worklistOf } from '../../src/query/derived/worklist.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { type LakeDate, usesUntil } from '../../src/query/sql/lake-dates.js';
import { readSql } from '../../src/query/sql/sql-files.js';
import { type AnswerRow, rowsOf } from './claims.js';
import type { MemoryEngine } from './memory-engine.js';
import type { Lake, LakeRow } from './world/lake.js';

const OWNER_TAGS: readonly string[] = ['owner', 'Owner', 'team', 'Team'];

/** What `derive` makes the tables of a date of. */
export async function makingOf(engine: MemoryEngine, date: string): Promise<{ dates: LakeDate[]; making: Making }> {
  const dates = await snapshotDates(engine);
  const before = dates.findLast((other) => other.isWhole && other.date < date)?.date;
  const runs = await rowsOf(await engine.query('SELECT snapshot_date, made_of FROM trend_runs', []));
  const madeOf = (of: string) => String(runs.find(({ snapshot_date }) => snapshot_date === of)?.made_of);
  const making = {
    date,
    before,
    madeOf: madeOf(date),
    comparedMadeOf: before === undefined ? null : madeOf(before),
    usesUntil: usesUntil(date, dates),
    owners: { tags: OWNER_TAGS, entries: [] },
    signal: new AbortController().signal,
  };
  return { dates, making };
}

/** Shows the lake with the trends of every whole snapshot, and the worklist of the newest: what is shown. */
export async function showWithTrends(engine: MemoryEngine, lake: Lake): Promise<Lake> {
  await engine.show(lake);
  const rows: AnswerRow[] = [];
  let tasks: object[] = [];
  const whole = (await snapshotDates(engine)).filter(({ isWhole }) => isWhole).map(({ date }) => date);
  for (const snapshot_date of whole) {
    const { dates, making } = await makingOf(engine, snapshot_date);
    rows.push(...(await trendsOf(engine, dates, making)).map((row) => ({ ...row, snapshot_date })));
    if (snapshot_date !== whole.at(-1)) continue;
    tasks = (await worklistOf(engine, dates, making)).map(({ last_known_use_at: at, ...row }) => {
      return { ...row, last_known_use_at: at == null ? null : new Date(at), snapshot_date };
    });
  }
  const derived: [string, LakeRow[]][] = [
    ['derived_trends', rows as LakeRow[]],
    ['derived_worklist', tasks as LakeRow[]],
  ];
  const withDates: Lake = new Map([...lake, ...derived]);
  await engine.show(withDates);
  const history = await rowsOf(await engine.query(readSql('derived/', 'history'), []));
  const shown: Lake = new Map([...withDates, ['derived_trend_history', history as LakeRow[]]]);
  await engine.show(shown);
  return shown;
}
