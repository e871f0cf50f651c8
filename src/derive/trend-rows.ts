/** The rows of the table of trends of a date: what its subjects hold and use, and what was taken from them since the date before. */
import type { Row } from '../model/schema.js';
import type { derivedTrends } from '../model/tables/derived.js';
import type { QueryEngine } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { answersOf } from './answers.js';
import type { Making } from './making.js';
import type { PlainRow } from './plain-row.js';

type TrendRow = Row<typeof derivedTrends>;

export async function trendsOf(engine: QueryEngine, dates: readonly LakeDate[], making: Making): Promise<TrendRow[]> {
  const { date, before, madeOf, comparedMadeOf, ownerTags } = making;
  const answer = answersOf(engine, dates, making);
  const taken = before === undefined ? [] : await answer('taken_away', { snapshot_date: before, later_date: date });
  const rows = await answer('trends', { snapshot_date: date }); // last: the worklist judges this date, too
  const takenFrom = new Map(taken.map((row) => [keyOf(row), row]));
  const none = before === undefined ? null : 0;
  return rows.map((row) => {
    const { services_taken_away = none, actions_taken_away = none } = takenFrom.get(keyOf(row)) ?? {};
    const made = { made_of: madeOf, compared_made_of: comparedMadeOf, owner_tags: ownerTags.join(',') };
    return { ...made, ...row, services_taken_away, actions_taken_away } as TrendRow;
  });
}

function keyOf({ dimension, subject }: PlainRow): string {
  return JSON.stringify([dimension, subject]);
}
