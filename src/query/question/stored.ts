/** What `derive` has written is read, where it is what would be answered or judged now: an answer, or the judgement of a date. */

import { LATE_DAYS, TRACKED_DAYS } from '../../model/days.js';
import { TASK_DAYS } from '../../model/judgement/task-sentence.js';
import { sha256Of } from '../../tools/sha256.js';
import { currentJudgement, isMadeOf, readableJudgement, worklistState } from '../derived/derived-state.js';
import { type ReadJudgement, refuseReplaced } from '../derived/read-judgement.js';
import type { Cell, JudgedDates, QueryEngine, QueryOptions } from '../engine/engine.js';
import { type LakeDate, usesUntil, wholeBefore } from '../sql/lake-dates.js';
import { namesRead } from '../sql/read-names.js';
import { viewStatements, withoutComments } from '../sql/sql-files.js';
import type { Cells } from './bind.js';
import { withDates } from './dates.js';
import { type Question, readDerivation, readNamedQuestion, type StoredJudgements } from './questions.js';
import { readGiven } from './values.js';

/**
 * The column `judged_by` of derived_worklist: another version of its statements may judge the same runs differently, and of
 * another date they say something else.
 */
export function worklistJudgedBy(date: string): string {
  return judgedBy(date, ofWorklist());
}

/** The same of derived_trends. */
export function trendsJudgedBy(date: string): string {
  return judgedBy(date, ofTrends());
}

/** The same of derived_owners. */
export function ownersJudgedBy(date: string): string {
  return judgedBy(date, ofOwners());
}

const ofWorklist = hashedOnce(() => [readNamedQuestion('worklist'), readDerivation('task_states')]);
const ofTrends = hashedOnce(() => [readDerivation('trends'), readDerivation('taken_away')]);
const ofOwners = hashedOnce(() => [readDerivation('owners')]);

/** A lake may have hundreds of dates, and the statements are the same for each. */
function hashedOnce(read: () => readonly Question[]): () => string {
  let hash: string | undefined;
  return () => {
    hash ??= hashOf(read());
    return hash;
  };
}

function hashOf(questions: readonly Question[]): string {
  const statements = questions.flatMap(({ sql, leftOut }) => [sql, ...leftOut.map((counted) => counted.sql)]);
  const texts = [...statements.map(withoutComments), ...viewStatements()];
  const defaults = questions.flatMap(({ parameters }) => parameters.map((each) => [each.name, each.default]));
  return sha256Of(JSON.stringify([TASK_DAYS, LATE_DAYS, TRACKED_DAYS, defaults, texts]));
}

function judgedBy(date: string, hash: string): string {
  return sha256Of(JSON.stringify([date, hash])).slice(0, 16);
}

export interface Stored {
  /** Reads the answer, or judges nothing. */
  readonly question: Question;
  /** What it reads, of one date or of two; none: an answer, which is one file. */
  readonly judgements: readonly ReadJudgement[];
}

/** Undefined: it is not stored, is stale, or is asked with other values. */
export async function storedAnswer(
  engine: QueryEngine,
  question: Question,
  asked: { readonly cells: Cells; readonly dates: readonly LakeDate[] },
  options: QueryOptions,
): Promise<Stored | undefined> {
  const { cells, dates } = asked;
  if (question.isStored && isUsual(question, cells, dates) && (await isWorklistCurrent(engine, asked, options))) {
    const { stored, judgements } = await storedJudgements(engine, judgedDates(cells), options);
    const isWhole = question.filters.every((name) => textsIn(cells, name).length === 0);
    if (isWhole) return { question: readDerivation(question.name, stored), judgements };
    if (judgements.length > 0) return { question: readDerivation(`${question.name}_of`, stored), judgements };
  }
  return question.readsModels ? await overJudgement(engine, question, cells, options) : undefined;
}

/** A question that reads no grants judges in a sixth of the time that all tables of a judgement take (docs/scale.md). */
const COSTLY = 'judged_grants';

/** Any number of days and any filter selects from the same judgement. */
async function overJudgement(
  engine: QueryEngine,
  { name, sql }: Question,
  cells: Cells,
  options: QueryOptions,
): Promise<Stored | undefined> {
  const find = namesRead(sql).includes(COSTLY) ? readableJudgement : currentJudgement;
  const { stored, judgements } = await storedJudgements(engine, judgedDates(cells), options, find);
  if (judgements.length === 0) return undefined;
  return { question: readNamedQuestion(name, stored), judgements };
}

function judgedDates(cells: Cells): ComparedDates {
  const [earlierDate] = textsIn(cells, 'from_date');
  const [snapshotDate = ''] = [...textsIn(cells, 'snapshot_date'), ...textsIn(cells, 'to_date')];
  return { snapshotDate, usesUntil: String(cells.get('uses_until')?.[0]), earlierDate };
}

export interface ComparedDates extends JudgedDates {
  /** Undefined: the statement compares nothing. */
  readonly earlierDate: string | undefined;
}

/** What a statement of one or two dates reads of judgements, and `confirm`, for after its rows: fails as {@link refuseReplaced}. */
export interface ReadStored {
  readonly stored: StoredJudgements;
  readonly judgements: readonly ReadJudgement[];
  readonly confirm: () => Promise<void>;
}

/** The judgements that `find` knows of a date and of the one that it is compared with, until which its uses count. */
export async function storedJudgements(
  engine: QueryEngine,
  { earlierDate, ...dates }: ComparedDates,
  options: QueryOptions,
  find: typeof currentJudgement = currentJudgement,
): Promise<ReadStored> {
  const earlier = earlierDate && { snapshotDate: earlierDate, usesUntil: earlierDate };
  const judgementId = (await find(engine, dates, options)) ?? null;
  const earlierId = (earlier && (await find(engine, earlier, options))) ?? null;
  const judgements = [
    ...(judgementId === null ? [] : [{ id: judgementId, dates }]),
    ...(earlier && earlierId !== null ? [{ id: earlierId, dates: earlier }] : []),
  ];
  return {
    stored: { judgementId, earlierId },
    judgements,
    confirm: () => refuseReplaced(engine, judgements, options),
  };
}

async function isWorklistCurrent(
  engine: QueryEngine,
  { cells, dates }: { readonly cells: Cells; readonly dates: readonly LakeDate[] },
  options: QueryOptions,
): Promise<boolean> {
  const date = String(cells.get('snapshot_date')?.[0]);
  const state = await worklistState(engine, { date, before: wholeBefore(dates, date), dates }, options);
  if (state === undefined || state.worklist.judgedBy !== worklistJudgedBy(date)) return false;
  const entries = textsIn(cells, 'owner_entry').filter((entry) => entry !== NO_ENTRY);
  const owners = { tags: textsIn(cells, 'owner_tag'), entries };
  return isMadeOf(state.worklist, { ...state, owners });
}

/** Parameters by which the answer is stored, or that only add columns to its rows. */
const READ_BY: readonly string[] = ['owner_tag', 'owner_entry', 'task_entry'];
/** The default of `owner_entry`. */
const NO_ENTRY = 'none';

/** Whether the values are those of the date asked for by itself. */
function isUsual(question: Question, cells: Cells, dates: readonly LakeDate[]): boolean {
  const date = String(cells.get('snapshot_date')?.[0]);
  const given = { ...withDates(question, { snapshot_date: date }, dates), uses_until: usesUntil(date, dates) };
  const usual = readGiven(question, given);
  const names = [...question.parameters, ...question.implied].map(({ name }) => name);
  const others = names.filter((name) => !READ_BY.includes(name) && !question.filters.includes(name));
  return others.every((name) => isSame(cells.get(name), usual.get(name)));
}

function isSame(cells: readonly Cell[] = [], others: readonly Cell[] = []): boolean {
  return cells.length === others.length && cells.every((cell, at) => cell === others[at]);
}

function textsIn(cells: Cells, name: string): string[] {
  return (cells.get(name) ?? []).map(String);
}
