/**
 * The judgement as tables: plain statements of queries/models, each of which reads views and earlier ones. None of them asks for
 * a number of days: what no number changes stands there as bits, and every other reason as the days for which it is gone.
 */
import { createHash } from 'node:crypto';
import { isDate } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { JUDGED_TABLES } from '../../model/tables/judged.js';
import { PARTITION_KEY } from '../../model/tables.js';
import { sha256Of } from '../../tools/sha256.js';
import type { JudgedDates } from '../engine/engine.js';
import { rawName } from './raw-tables.js';
import { namesRead } from './read-names.js';
import { readSqlFiles, viewStatements, withoutComments } from './sql-files.js';
import { withHeads } from './with-heads.js';

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
  /** {@link namesRead} of it, once for all questions. */
  readonly reads: readonly string[];
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

/** As the view judgement_runs has it: other dates, runs or files make another, and so does another version of what judges. */
export function judgementIdOf({ snapshotDate, usesUntil }: JudgedDates, madeOf: string): string {
  return createHash('md5').update(`${judgedBy()} ${snapshotDate} ${usesUntil} ${madeOf}`).digest('hex');
}

/** `<number>_<name>.sql`, or `<number>_<name>.view.sql`. */
const FILE_NAME = /^\d\d_(\w+?)(\.view)?$/;
const HEAD = /^((?:-- .*\n)+)-- Grain: (.+)\.\n/;
const DATE = /:(snapshot_date|uses_until)\b/g;

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
  const sql = text.slice(head.length).trim();
  return { name, isView: view !== undefined, comment: sentences, grain, sql, reads: namesRead(sql) };
}

/**
 * The SELECT behind the models that it reads, itself or through others; what is marked MATERIALIZED an engine writes to a
 * table once. Fails with a UserError for what is no date: dates come from a lake.
 */
export function modelStatement(select: string, { snapshotDate, usesUntil }: JudgedDates): string {
  const dates = { snapshot_date: dateLiteral(snapshotDate), uses_until: dateLiteral(usesUntil) };
  const dated = (sql: string): string => sql.replaceAll(DATE, (_, date: keyof typeof dates) => dates[date]);
  return withHeads(
    modelExpressions(select, { models: readModels(), judgementId: null, isCopied: false }).map(dated),
    select,
  );
}

export interface ModelSource {
  readonly models: readonly Model[];
  /** The judgement whose tables are read in the place of what would judge again; null: everything is judged anew. */
  readonly judgementId: string | null;
  /** Whether the rows of its tables are kept as those of models are: DuckDB plans by the number of rows of a table, and guesses it of a file. */
  readonly isCopied: boolean;
}

/** The models that a SELECT reads, itself or through others, as expressions with `:snapshot_date` and `:uses_until`. */
export function modelExpressions(select: string, { models, judgementId, isCopied }: ModelSource): string[] {
  const names = new Set(namesRead(select));
  const expressions: string[] = [];
  for (const model of models.toReversed()) {
    if (!names.has(model.name)) continue;
    const stored = judgementId === null ? undefined : storedRows(model, judgementId);
    const sql = stored ?? model.sql;
    for (const name of stored === undefined ? model.reads : namesRead(stored)) names.add(name);
    const isKept = !model.isView && (stored === undefined || isCopied);
    expressions.unshift(`${model.name} AS${isKept ? ' MATERIALIZED' : ''} (\n${sql}\n)`);
  }
  return expressions;
}

/** The rows of the model that `derive` has written by a judgement of {@link judgementIdOf}; undefined: it writes none. */
function storedRows({ name }: Model, judgementId: string): string | undefined {
  const table = JUDGED_TABLES.find((each) => each.name === `derived_${name}`);
  if (table === undefined) return undefined;
  const columns = Object.keys(table.columns).filter((column) => column !== 'judgement_id');
  return `SELECT ${[PARTITION_KEY.name, ...columns].join(', ')}
FROM ${rawName(table)}
WHERE snapshot_date = :snapshot_date
  AND judgement_id = '${judgementId}'`;
}

function dateLiteral(text: string): string {
  if (isDate(text)) return `'${text}'`;
  throw new UserError(`Cannot judge by the date ${JSON.stringify(text)}: it is not a day, written yyyy-mm-dd.`, {
    hint: '`access-lake query snapshots` lists the dates.',
  });
}
