/** A question whose answer `derive` has written: it is read, where it is what the question would answer now. */

import { sha256Of } from '../../model/sha256.js';
import { derivedStates, isMadeOf } from '../derived-state.js';
import type { Cell, QueryEngine, QueryOptions } from '../engine.js';
import { type LakeDate, wholeBefore } from '../lake-dates.js';
import { readSqlFiles } from '../sql-files.js';
import type { Cells } from './bind.js';
import { usesUntil, withDates } from './dates.js';
import { type Question, readDerivation, readNamedQuestion } from './questions.js';
import { readGiven } from './values.js';

/** The column `judged_by`: by other statements and views the worklist of the same runs is another. */
export function worklistJudgedBy(): string {
  const statements = [readNamedQuestion('worklist'), readDerivation('task_states'), readSqlFiles('views/')];
  return sha256Of(JSON.stringify(statements)).slice(0, 16);
}

/** The statement that reads the answer; undefined: it is not stored, is stale, or is asked with other values. */
export async function storedAnswer(
  engine: QueryEngine,
  question: Question,
  { cells, dates }: { readonly cells: Cells; readonly dates: readonly LakeDate[] },
  options: QueryOptions,
): Promise<Question | undefined> {
  if (question.stored === null || !isUsual(question, cells, dates)) return undefined;
  const date = String(cells.get('snapshot_date')?.[0]);
  const states = await derivedStates(engine, options);
  const state = states.get(date);
  if (state === undefined || state.worklist.judgedBy !== worklistJudgedBy()) return undefined;
  const before = wholeBefore(dates, date);
  const comparedMadeOf = (before && states.get(before)?.madeOf) ?? null;
  const owners = { tags: textsIn(cells, 'owner_tag'), entries: textsIn(cells, 'owner_entry') };
  const isCurrent = isMadeOf(state.worklist, { madeOf: state.madeOf, comparedMadeOf, owners });
  return isCurrent ? readDerivation(question.stored) : undefined;
}

/** Parameters that choose what is read of the answer, or by which it is stored. */
const READ_BY: readonly string[] = ['owner_tag', 'owner_entry', 'task_entry'];
const NO_ENTRY = 'none';

/** Whether the values are those of the date asked for by itself. */
function isUsual(question: Question, cells: Cells, dates: readonly LakeDate[]): boolean {
  const date = String(cells.get('snapshot_date')?.[0]);
  const given = { ...withDates(question, { snapshot_date: date }, dates), uses_until: usesUntil(date, dates) };
  const usual = readGiven(question, given);
  const names = [...question.parameters, ...question.implied].map(({ name }) => name);
  return names.every((name) => READ_BY.includes(name) || isSame(cells.get(name), usual.get(name)));
}

function isSame(cells: readonly Cell[] = [], others: readonly Cell[] = []): boolean {
  return cells.length === others.length && cells.every((cell, at) => cell === others[at]);
}

function textsIn(cells: Cells, name: string): string[] {
  return (cells.get(name) ?? []).map(String).filter((text) => name !== 'owner_entry' || text !== NO_ENTRY);
}
