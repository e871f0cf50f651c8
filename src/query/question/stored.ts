/** A question whose answer `derive` has written: it is read, where it is what the question would answer now. */

import { daysBefore, LATE_DAYS, TRACKED_DAYS } from '../../model/days.js';
import { sha256Of } from '../../model/sha256.js';
import { isMadeOf, worklistState } from '../derived-state.js';
import type { Cell, QueryEngine, QueryOptions } from '../engine.js';
import { type LakeDate, wholeBefore } from '../lake-dates.js';
import { readSqlFiles } from '../sql-files.js';
import type { Cells } from './bind.js';
import { usesUntil, withDates } from './dates.js';
import { type Question, readDerivation, readNamedQuestion } from './questions.js';
import { readGiven } from './values.js';

/** Days of the worklist that is written: those of the question where nobody says otherwise. */
export const WORKLIST_DAYS = 90;

/** The column `judged_by`: another version of these may judge the same runs differently. */
export function worklistJudgedBy(): string {
  const statements = [readNamedQuestion('worklist'), readDerivation('task_states')].map(({ sql }) => sql);
  const views = readSqlFiles('views/').map(({ text }) => text);
  const texts = [...statements, ...views].map((text) => text.replaceAll(/^ *--.*\n/gm, ''));
  return sha256Of(JSON.stringify([WORKLIST_DAYS, LATE_DAYS, TRACKED_DAYS, texts])).slice(0, 16);
}

/**
 * The statement that reads the answer; undefined: it is not stored, is stale, is asked with other values, or judges by a
 * snapshot from before those that its `made_of` names.
 */
export async function storedAnswer(
  engine: QueryEngine,
  question: Question,
  { cells, dates }: { readonly cells: Cells; readonly dates: readonly LakeDate[] },
  options: QueryOptions,
): Promise<Question | undefined> {
  if (question.stored === null || !isUsual(question, cells, dates)) return undefined;
  const date = String(cells.get('snapshot_date')?.[0]);
  if (String(cells.get('history_from')?.[0]) < daysBefore(date, TRACKED_DAYS + LATE_DAYS)) return undefined;
  const state = await worklistState(engine, { date, before: wholeBefore(dates, date) }, options);
  if (state === undefined || state.worklist.judgedBy !== worklistJudgedBy()) return undefined;
  const entries = textsIn(cells, 'owner_entry').filter((entry) => entry !== NO_ENTRY);
  const owners = { tags: textsIn(cells, 'owner_tag'), entries };
  return isMadeOf(state.worklist, { ...state, owners }) ? readDerivation(question.stored) : undefined;
}

/** Parameters that choose what is read of the answer, or by which it is stored. */
const READ_BY: readonly string[] = ['owner_tag', 'owner_entry', 'task_entry'];
/** The default of `owner_entry`. */
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
  return (cells.get(name) ?? []).map(String);
}
