/** The rows of the table of trends of a date: what its subjects hold and use, and what was taken from them since the date before. */
import type { Row } from '../../model/schema.js';
import { derivedTrends } from '../../model/tables/derived.js';
import type { QueryEngine } from '../engine/engine.js';
import { trendsJudgedBy } from '../question/stored.js';
import type { LakeDate } from '../sql/lake-dates.js';
import { answersOf } from './answers.js';
import { ownersKey } from './derived-state.js';
import type { Making } from './making.js';
import type { PlainRow } from './plain-row.js';

type TrendRow = Row<typeof derivedTrends>;

const counts = Object.entries(derivedTrends.columns)
  .filter(([, { type }]) => type === 'bigint')
  .map(([name]) => name);

export async function trendsOf(engine: QueryEngine, dates: readonly LakeDate[], making: Making): Promise<TrendRow[]> {
  const { date, before, madeOf, comparedMadeOf, owners } = making;
  const answer = answersOf(engine, dates, making);
  const taken = before === undefined ? [] : await answer('taken_away', { snapshot_date: before, later_date: date });
  const rows = await answer('trends', { snapshot_date: date }); // last: the worklist judges this date, too
  const takenFrom = new Map(taken.map((row) => [keyOf(row), row]));
  const none = before === undefined ? null : 0;
  const all = [...rows, ...goneSubjects(taken, rows)];
  const made = {
    made_of: madeOf,
    compared_made_of: comparedMadeOf,
    owner_tags: ownersKey(owners),
    judged_by: trendsJudgedBy(date),
  };
  return all.map((row) => {
    const { services_taken_away = none, actions_taken_away = none } = takenFrom.get(keyOf(row)) ?? {};
    return { ...made, ...row, services_taken_away, actions_taken_away } as TrendRow;
  });
}

/**
 * Subjects that lost something and have nothing left: an owner without principals, a service granted to nobody. Their
 * counts are 0, but what was not measured may be theirs, as of every subject of the dimension.
 */
function goneSubjects(taken: readonly PlainRow[], rows: readonly PlainRow[]): PlainRow[] {
  const left = new Set(rows.map(keyOf));
  const whole = rows.find(({ dimension }) => dimension === 'organization');
  const zeros = Object.fromEntries(counts.map((name) => [name, 0]));
  return taken
    .filter((row) => !left.has(keyOf(row)))
    .map(({ dimension = null, subject = null, subject_name = null }) => {
      const accounts_unmeasured = dimension === 'ou' ? 0 : (whole?.accounts_unmeasured ?? 0);
      const principals_unmeasured = dimension === 'service' ? (whole?.principals_unmeasured ?? 0) : 0;
      return { ...zeros, dimension, subject, subject_name, accounts_unmeasured, principals_unmeasured };
    });
}

/** A lake is of one organization, whose ID a snapshot may not know. */
function keyOf({ dimension, subject }: PlainRow): string {
  return JSON.stringify(dimension === 'organization' ? [dimension] : [dimension, subject]);
}
