/** What the actions that each task takes away let their holder do: an answer of queries/report. */
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { bind } from '../query/question/bind.js';
import { withDates } from '../query/question/dates.js';
import { readReportStatement } from '../query/question/questions.js';
import type { Sheet } from './payload.js';
import { gather } from './sheet.js';

interface Dated {
  /** Of all snapshots. */
  readonly all: readonly LakeDate[];
  /** The snapshot that is shown. */
  readonly date: string;
  /** Until when uses count. */
  readonly until: string;
}

export async function taskPowers(
  engine: QueryEngine,
  { all, date, until }: Dated,
  options: QueryOptions,
): Promise<Sheet> {
  const statement = readReportStatement('task_powers');
  const given = { snapshot_date: date, uses_until: until };
  const { sql, parameters } = bind(statement, withDates(statement, given, all));
  return gather(await engine.query(sql, parameters, options));
}
