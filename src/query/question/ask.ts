/** A question asked: by its name, with values, of an engine. */

import { confirming, type ReadJudgement } from '../derived/read-judgement.js';
import type { QueryEngine, QueryOptions, QueryResult } from '../engine/engine.js';
import type { LakeDate } from '../sql/lake-dates.js';
import { sqlOn } from '../sql/raw-tables.js';
import { type Bound, bindCells, type Cells } from './bind.js';
import { DATE_WORDS, refuseWithoutFacts, snapshotDates, withDates } from './dates.js';
import { findQuestion } from './find.js';
import { knownValues } from './known-names.js';
import { type BoundLeftOut, bindLeftOut } from './left-out.js';
import { declarationOf, isPattern } from './parameter-types.js';
import type { Question } from './questions.js';
import { type Stored, storedAnswer } from './stored.js';
import { type Given, readGiven } from './values.js';

export interface AskOptions extends QueryOptions {
  /** At most so many rows. */
  readonly limit?: number;
}

/**
 * Asks a question of `queries/`. The date comes from the committed runs (default: the newest) and is bound as a constant.
 * Fails with a UserError: unknown question, value or date, no snapshot, a newer schema version, the engine's reason.
 */
export async function ask(
  engine: QueryEngine,
  name: string,
  given: Given,
  options: AskOptions = {},
): Promise<QueryResult> {
  const { statement, judgements } = await prepare(engine, findQuestion(name), given, options);
  return confirming(engine, judgements).query(statement.sql, statement.parameters, options);
}

/** What {@link ask} would run. */
async function prepare(
  engine: QueryEngine,
  question: Question,
  given: Given,
  { limit, ...options }: AskOptions = {},
): Promise<Pick<Prepared, 'statement' | 'judgements'>> {
  checkValues(question, given);
  refusePatterns(question, given);
  const dates = await snapshotDates(engine, options);
  const dated = withDates(question, given, dates);
  if (question.readsFacts) await refuseWithoutFacts(engine, lastDateOf(dated), options);
  const cells = readGiven(question, dated);
  const stored = await storedAnswer(engine, question, { cells, dates }, options);
  const statement = limited(statementOf(engine, { question, stored }, cells), question, limit);
  return { statement, judgements: stored?.judgements ?? [] };
}

interface KnownOptions extends AskOptions {
  readonly dates: readonly LakeDate[];
  /** The statement is for people to keep: that of the question, which holds for other runs too. */
  readonly isShown?: boolean;
}

/** The question itself, or what reads the answer that `derive` has written. */
function statementOf(
  engine: QueryEngine,
  { question, stored }: { readonly question: Question; readonly stored: Stored | undefined },
  cells: Cells,
): Bound {
  if (stored === undefined) return bindCells(question, cells);
  const { sql, parameters } = bindCells(stored.question, cells);
  return { sql: sqlOn(engine, sql), parameters };
}

/** The last date of which a question reads: until when uses count, else the only snapshot, or the later one. */
function lastDateOf({ uses_until: until, to_date: to, snapshot_date: date }: Given): string {
  return String(until ?? to ?? date);
}

/** Wildcards are matched against the names of the lake, which this way of asking does not look up. */
function refusePatterns({ parameters }: Question, given: Given): void {
  for (const { name, type } of parameters) {
    const values = [given[name] ?? []].flat().map(String);
    const isPatternTaken = declarationOf(type).wildcards === 'pattern';
    if (isPatternTaken && values.some(isPattern)) throw new Error(`Wildcards in ${name} are not looked up`);
  }
}

/**
 * {@link prepare} for values that a person gave and {@link checkValues} took, in a lake with these dates: a usageError
 * for what the lake does not know, which may be a typo.
 */
export async function prepareKnown(
  engine: QueryEngine,
  question: Question,
  given: Given,
  { limit, dates, isShown = false, ...options }: KnownOptions,
): Promise<Prepared> {
  const dated = withDates(question, given, dates);
  if (question.readsFacts) await refuseWithoutFacts(engine, lastDateOf(dated), options);
  const cells = await knownValues(engine, { question, given, dated }, options);
  const { gap } = question;
  const stored = isShown ? undefined : await storedAnswer(engine, question, { cells, dates }, options);
  return {
    statement: limited(statementOf(engine, { question, stored }, cells), question, limit),
    leftOut: leftOutOf(engine, { question, stored }, cells),
    gap: gap === null ? undefined : bindCells(gap, cells),
    judgements: stored?.judgements ?? [],
  };
}

/** Where the stored answer tells what it leaves out, nothing is judged for it. */
function leftOutOf(
  engine: QueryEngine,
  { question, stored }: { readonly question: Question; readonly stored: Stored | undefined },
  cells: Cells,
): BoundLeftOut[] {
  if (stored === undefined || stored.question.leftOut.length === 0) return bindLeftOut(question, cells);
  return bindLeftOut(stored.question, cells).map((each) => ({ ...each, sql: sqlOn(engine, each.sql) }));
}

/** A question made ready to be asked. */
export interface Prepared {
  readonly statement: Bound;
  readonly leftOut: readonly BoundLeftOut[];
  /** Counts what was not measured of what is asked; undefined where the question has no such statement. */
  readonly gap: Bound | undefined;
  /** What the statement and those of `leftOut` read, so that {@link confirming} asks them; none: no stored judgement. */
  readonly judgements: readonly ReadJudgement[];
}

/** The row of what was not measured comes first, and is in no limit. */
function limited({ sql, parameters }: Bound, { gap }: Question, limit: number | undefined): Bound {
  if (limit === undefined) return { sql, parameters };
  return { sql: `${sql}\nLIMIT ${limit + (gap?.key ? 1 : 0)}`, parameters };
}

/**
 * A usageError for values that no lake takes, before any call; whether a date has a snapshot only the engine knows.
 * `others`: names beside the parameters that a person may have meant.
 */
export function checkValues(question: Question, given: Given, others: readonly string[] = []): void {
  const anyDate = '1970-01-01';
  const isWord = (value: Given[string]): boolean => value === undefined || DATE_WORDS.includes(String(value));
  const parameters = [...question.parameters, ...question.implied];
  const dates = parameters.filter(({ type, name }) => type === 'snapshot' && isWord(given[name]));
  readGiven(question, { ...given, ...Object.fromEntries(dates.map(({ name }) => [name, anyDate])) }, others);
}
