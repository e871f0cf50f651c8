/**
 * The judgement as tables: plain statements of queries/models, each of which reads views and earlier ones. None of them asks for
 * a number of days: what no number changes stands there as bits, and every other reason as the days for which it is gone.
 */
import { isDate } from '../model/days.js';
import { UserError } from '../model/errors.js';
import { sha256Of } from '../model/sha256.js';
import { withHeads } from './materialized.js';
import { literal } from './question/bind.js';
import { readSqlFiles, viewStatements, withoutComments } from './sql-files.js';

export interface Model {
  readonly name: string;
  /** Whether it is worked out wherever it is read, and stored nowhere. */
  readonly isView: boolean;
  /** The sentences at its head: what a row is, and what its columns do not say by their names. */
  readonly comment: string;
  /** Columns that tell one row from another. */
  readonly grain: string;
  /** One SELECT, with `:snapshot_date` and `:uses_until` for dates. */
  readonly sql: string;
}

let hash: string | undefined;

/** The first 16 hexadecimal digits of the SHA-256 of all that judges: other models or views may judge the same runs differently. */
export function judgedBy(): string {
  hash ??= sha256Of(JSON.stringify([readModels().map(({ sql }) => withoutComments(sql)), viewStatements()])).slice(
    0,
    16,
  );
  return hash;
}

export interface JudgedDates {
  readonly snapshotDate: string;
  /** The latest date whose uses count. */
  readonly usesUntil: string;
}

/** `<number>_<name>.sql`, or `<number>_<name>.view.sql`. */
const FILE_NAME = /^\d\d_(\w+?)(\.view)?$/;
const HEAD = /^((?:-- .*\n)+)-- Grain: (.+)\.\n/;
const DATE = /:(snapshot_date|uses_until)\b/g;
const WORD = /\w+/g;

/** Every model, each after those that it reads. */
export function readModels(): readonly Model[] {
  return readSqlFiles('models/').map(({ name, text }) => modelOf(name, text));
}

function modelOf(file: string, text: string): Model {
  const [, name, view] = FILE_NAME.exec(file) ?? [];
  const [head, comment, grain] = HEAD.exec(text) ?? [];
  if (name === undefined || head === undefined || comment === undefined || grain === undefined)
    throw new Error(`The model "${file}" has no number in its name, or no grain at its head`);
  const sentences = comment.replaceAll(/^-- /gm, '').trim().replaceAll('\n', ' ');
  return { name, isView: view !== undefined, comment: sentences, grain, sql: text.slice(head.length).trim() };
}

/**
 * The SELECT behind the models that it reads, itself or through others; what is marked MATERIALIZED an engine writes to a
 * table once. Fails with a UserError for what is no date: dates come from a lake.
 */
export function modelStatement(select: string, { snapshotDate, usesUntil }: JudgedDates): string {
  const dates = { snapshot_date: dateLiteral(snapshotDate), uses_until: dateLiteral(usesUntil) };
  const words = new Set(wordsOf(select));
  const expressions: string[] = [];
  for (const { name, isView, sql } of readModels().toReversed()) {
    if (!words.has(name)) continue;
    for (const word of wordsOf(sql)) words.add(word);
    const dated = sql.replaceAll(DATE, (_, date: keyof typeof dates) => dates[date]);
    expressions.unshift(`${name} AS${isView ? '' : ' MATERIALIZED'} (\n${dated}\n)`);
  }
  return withHeads(expressions, select);
}

/** Names that a text may read, outside of its comments. */
function wordsOf(sql: string): string[] {
  return (
    sql
      .toLowerCase()
      .replaceAll(/--[^\n]*/g, '')
      .match(WORD) ?? []
  );
}

function dateLiteral(text: string): string {
  if (isDate(text)) return literal(text);
  throw new UserError(`Cannot judge by the date ${JSON.stringify(text)}: it is not a day, written yyyy-mm-dd.`, {
    hint: '`access-lake query snapshots` lists the dates.',
  });
}
