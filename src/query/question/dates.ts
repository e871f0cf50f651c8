/** Which snapshots there are, and which of them a question is asked about. */

import { existsSync } from 'node:fs';
import { daysBefore, LATE_DAYS } from '../../model/days.js';
import { UserError, usageError } from '../../model/errors.js';
import { SCHEMA_VERSION } from '../../model/tables.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { datesSql, defaultDate, type LakeDate, lakeDateOf } from '../sql/lake-dates.js';
import { sqlOn } from '../sql/raw-tables.js';
import { readSql } from '../sql/sql-files.js';
import type { Parameter, Question } from './questions.js';
import type { Given } from './values.js';

/** What may stand for a date. */
export const DATE_WORDS: readonly string[] = ['newest', 'first', 'previous'];

/**
 * Dates of the committed snapshots, oldest first, at least one. Fails with a UserError where there is none, and where a
 * run was written under a newer declaration of the tables than this version knows.
 */
export async function snapshotDates(engine: QueryEngine, options: QueryOptions = {}): Promise<LakeDate[]> {
  const dates = (await allRows(engine, sqlOn(engine, datesSql()), [], options)).map(lakeDateOf);
  for (const { date, schemaVersion } of dates) checkSchemaVersion(date, schemaVersion);
  if (dates.length === 0) throw noSnapshot(engine.place);
  return dates;
}

/**
 * {@link snapshotDates}, where the tables show all of them: those of Athena read no date before the one that they were
 * made for. Fails with a UserError where an earlier snapshot was committed since, for it would read as empty.
 */
export async function visibleDates(engine: QueryEngine, options: QueryOptions = {}): Promise<LakeDate[]> {
  const dates = await snapshotDates(engine, options);
  if (engine.name === 'athena') await refuseHidden(engine, (dates[0] as LakeDate).date, options);
  return dates;
}

/**
 * Fails with a UserError where a run up to the date measured somebody and has no grants, or uses and not those of
 * principals: what it measured would read as granted to nobody, or as used by nobody. For whatever reads these facts.
 */
export async function refuseWithoutFacts(engine: QueryEngine, until: string, options: QueryOptions): Promise<void> {
  const [found] = await allRows(engine, sqlOn(engine, readSql('lake/', 'without_facts')), [until], options);
  if (found === undefined) return;
  const [run, date, table] = found;
  throw new UserError(`Cannot judge by the run "${run}" of ${date}: it names no file of ${table}.`, {
    hint: 'It was written before the table existed, or by something else: `access-lake verify` says what it lacks. Export the date again elsewhere, or remove the run.',
  });
}

/** Every committed run has rows of accounts. */
async function refuseHidden(engine: QueryEngine, first: string, options: QueryOptions): Promise<void> {
  const sql = 'SELECT count(*) FROM snapshot_accounts WHERE snapshot_date = ?';
  const [counted] = await allRows(engine, sql, [first], options);
  if (Number(counted?.[0]) > 0) return;
  throw new UserError(`Cannot ask anything: the tables do not show the first snapshot, "${first}".`, {
    hint: 'It was committed after they were made: run `access-lake catalog` again, which widens them.',
  });
}

/**
 * The values with each date of a snapshot resolved: `newest` (that a whole run began, where there is one), `first` and
 * `previous` (to the other one, whole likewise) become dates.
 */
export function withDates(question: Question, given: Given, dates: readonly LakeDate[]): Given {
  const resolved: Record<string, Given[string]> = { ...given };
  const parameters = question.parameters.filter(({ type }) => type === 'snapshot');
  const last = given.to_date ?? given.snapshot_date ?? 'newest';
  for (const { name } of question.implied.filter(({ type }) => type === 'snapshot')) {
    resolved[name] ??= last === 'newest' ? dates.at(-1)?.date : dateOf(String(last), dates);
  }
  const later = parameters.filter((parameter) => parameter.default !== 'previous');
  const asked = ({ name, default: fallback }: Parameter): string => String(given[name] ?? fallback);
  for (const parameter of later) resolved[parameter.name] = dateOf(asked(parameter), dates);
  const judged = ['snapshot_date', ...later.map(({ name }) => name)].find((name) => resolved[name] !== undefined);
  const before = judged && String(resolved[judged]);
  for (const parameter of parameters.filter((candidate) => !later.includes(candidate))) {
    resolved[parameter.name] = dateOf(asked(parameter), dates, before);
  }
  refuseBackwards(question, resolved);
  return resolved;
}

/** A snapshot is compared with an earlier one; a range may be one snapshot. */
function refuseBackwards({ asked, parameters }: Question, { from_date: from, to_date: to }: Given): void {
  if (from === undefined || to === undefined) return;
  const compares = parameters.some((parameter) => parameter.default === 'previous');
  if (compares ? from < to : from <= to) return;
  throw usageError(
    `Cannot ask ${asked} from "${from}" to "${to}": the first is ${from === to ? 'the same snapshot' : 'the later one'}.`,
    'Give --from-date an earlier snapshot than --to-date.',
  );
}

function dateOf(value: string, dates: readonly LakeDate[], before?: string): string {
  if (value === 'newest') return defaultOf(dates);
  if (value === 'first') return (dates[0] as LakeDate).date;
  if (value === 'previous') return previous(dates, before ?? defaultOf(dates));
  requireDate(value, dates);
  return value;
}

function defaultOf(dates: readonly LakeDate[]): string {
  return (defaultDate(dates) as LakeDate).date;
}

function namesOf(dates: readonly LakeDate[]): string[] {
  return dates.map(({ date }) => date);
}

/**
 * The earliest snapshot that tells what was there within the days: the last of all accounts before them, else the first one;
 * or one dated up to LATE_DAYS before them, because what a repair measured within them may stand under it.
 */
export function windowStart(dates: readonly LakeDate[], date: string, days: number): string {
  const beginning = daysBefore(date, days);
  const before = defaultDate(dates.filter((other) => other.date <= beginning)) ?? (dates[0] as LakeDate);
  const late = daysBefore(date, days + LATE_DAYS);
  return (dates.find((other) => other === before || other.date >= late) ?? before).date;
}

function previous(dates: readonly LakeDate[], date: string): string {
  const before = defaultDate(dates.filter((candidate) => candidate.date < date));
  if (before !== undefined) return before.date;
  throw new UserError(`Cannot compare with the snapshot before "${date}": no such snapshot.`, {
    hint: `The snapshots: ${namesOf(dates).join(', ')}.`,
  });
}

/** A usageError where no snapshot is of the date. */
export function requireDate(date: string, dates: readonly LakeDate[]): void {
  const names = namesOf(dates);
  if (names.includes(date)) return;
  const shown = names.length > 12 ? [...names.slice(0, 2), '…', ...names.slice(-9)] : names;
  throw usageError(`Cannot ask about "${date}": no snapshot has that date.`, `The snapshots: ${shown.join(', ')}.`);
}

/** Of a lake without a committed snapshot. */
export function noSnapshot(place: string | undefined): UserError {
  const of = place === undefined ? '' : ` of "${place}"`;
  const isMissing = place !== undefined && !place.startsWith('s3://') && !existsSync(place);
  const why = isMissing ? '; the folder does not exist' : '';
  return new UserError(`Cannot ask anything${of}: no snapshot is committed there${why}.`, {
    hint: 'Run `access-lake export` first, and name the same destination.',
  });
}

/** Fails with a UserError where the snapshot was written under a newer declaration than this version knows. */
export function checkSchemaVersion(date: string, version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new UserError(
    `Cannot read the snapshot of "${date}": it has schema version ${version}, this version of Access Lake reads up to ${SCHEMA_VERSION}.`,
    { hint: 'Install a newer Access Lake.' },
  );
}
