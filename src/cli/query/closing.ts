/** Two lines after an answer that a person reads: what it does not cover, and what to ask next. */

import { accessLake } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';
import { allRows } from '../../query/engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { bindCells } from '../../query/question/bind.js';
import type { Question } from '../../query/question/questions.js';
import type { Given } from '../../query/question/values.js';
import { defaultDate, type LakeDate } from '../../query/sql/lake-dates.js';
import { readSql } from '../../query/sql/sql-files.js';
import type { QueryValues } from './options.js';
import { lakeWords } from './place.js';

/** A question with its values, in a lake with these dates. */
export interface AskedQuestion {
  readonly question: Question;
  readonly given: Given;
  readonly dates: readonly LakeDate[];
}

export async function closingLines(
  engine: QueryEngine,
  { question, given, dates }: AskedQuestion,
  values: Pick<QueryValues, 'destination' | 'database'>,
  options: QueryOptions,
): Promise<string[]> {
  const lake = lakeWords(values);
  const gaps = accessLake(['query', 'coverage_gaps', ...lake]);
  const next = question.next === null ? [] : [`Next: ${accessLake([...question.next.split(' '), ...lake])}\n`];
  return [`${await coverage(engine, dateOf(given, dates), gaps, options)}\n`, ...next];
}

/** Athena takes seconds and money for a count. */
async function coverage(engine: QueryEngine, date: string, gaps: string, options: QueryOptions): Promise<string> {
  if (engine.name === 'athena') return `Not covered is what was not measured: ${gaps}`;
  const { accounts, principals, closed } = await notCovered(engine, date, options);
  const parts = [
    ...(accounts > 0 ? [`${counted(accounts, 'account')}, whose users and roles are not known`] : []),
    ...(principals > 0 ? [counted(principals, 'principal')] : []),
    ...(closed > 0 ? [`${counted(closed, 'account')} closed or suspended`] : []),
  ];
  if (parts.length > 0) return `Not covered: ${parts.join('; ')}. ${gaps}`;
  return `Not covered: nothing. Everything that the snapshot of ${escapeForTerminal(date)} lists was measured.`;
}

function dateOf({ snapshot_date, to_date }: Given, dates: readonly LakeDate[]): string {
  const asked = String(snapshot_date ?? to_date ?? '');
  if (dates.some(({ date }) => date === asked)) return asked;
  return asked === 'first' ? (dates[0] as LakeDate).date : (defaultDate(dates) as LakeDate).date;
}

interface NotCovered {
  readonly accounts: number;
  readonly principals: number;
  /** Accounts that are closed or suspended. */
  readonly closed: number;
}

async function notCovered(engine: QueryEngine, date: string, options: QueryOptions): Promise<NotCovered> {
  const statement = { sql: readSql('lake/', 'not_covered') };
  const { sql, parameters } = bindCells(statement, new Map([['snapshot_date', [date]]]));
  const [[accounts, principals, closed] = []] = await allRows(engine, sql, parameters, options);
  return { accounts: Number(accounts), principals: Number(principals), closed: Number(closed) };
}
