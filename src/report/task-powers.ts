/** What the actions that each task takes away let their holder do. */
import { allRows } from '../query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { bind } from '../query/question/bind.js';
import { withDates } from '../query/question/dates.js';
import { readReportStatement } from '../query/question/questions.js';
import { storedJudgements } from '../query/question/stored.js';
import type { LakeDate } from '../query/sql/lake-dates.js';
import type { Sheet } from './payload.js';
import { sheetOf, textsOf } from './sheet.js';

interface Dated {
  /** Of all snapshots. */
  readonly all: readonly LakeDate[];
  /** The snapshot that is shown. */
  readonly date: string;
  /** Until when uses count. */
  readonly until: string;
}

/** Of each row of the worklist and kind of power above `reads` how many actions there are, and one of them. */
export async function taskPowers(
  engine: QueryEngine,
  { all, date, until }: Dated,
  work: Sheet,
  options: QueryOptions,
): Promise<Sheet> {
  const { stored, confirm } = await storedJudgements(
    engine,
    { snapshotDate: date, usesUntil: until, earlierDate: undefined },
    options,
  );
  const statement = readReportStatement('task_powers', stored);
  const given = { snapshot_date: date, uses_until: until };
  const { sql, parameters } = bind(statement, withDates(statement, given, all));
  const rowOf = rowsBySubject(work);
  const found = await allRows(engine, sql, parameters, options);
  await confirm();
  const powers = found.flatMap(([type, account, subject, ...of]): (readonly Cell[])[] => {
    const row = rowOf.get(keyOf(String(type), String(account ?? ''), String(subject)));
    return row === undefined ? [] : [[row, ...of]];
  });
  return sheetOf(['row:integer', 'power', 'actions:integer', 'example'], powers);
}

function rowsBySubject({ rows, columns }: Sheet): ReadonlyMap<string, number> {
  const of = (name: string): ((row: number) => string) => {
    const texts = textsOf(columns[name]);
    return (row) => texts(row) ?? '';
  };
  const [step, type, account] = [of('step'), of('subject_type'), of('account_id')];
  const [set, policy, principal] = [of('permission_set_name'), of('policy_arn'), of('principal_arn')];
  const subject = (row: number): string =>
    type(row) === 'PERMISSION_SET' ? set(row).toLowerCase() : policy(row) || principal(row);
  const tasks = Array.from({ length: rows }, (_, row) => row).filter((row) => ['DELETE', 'NARROW'].includes(step(row)));
  return new Map(tasks.map((row) => [keyOf(type(row), account(row), subject(row)), row]));
}

function keyOf(type: string, account: string, subject: string): string {
  return JSON.stringify([type, account, subject]);
}
