/**
 * The lake's database in a Glue catalog: tables, views and saved queries, made or renewed through Athena.
 * It can be run again at any time: what stands as it should is left alone, and data is never touched.
 */
import type { TableSchema } from '../../model/schema.js';
import { ALL_TABLES, runs } from '../../model/tables.js';
import type { QueryEngine } from '../engine/engine.js';
import { readQuestions } from '../question/questions.js';
import { type LakeDate, viewDates } from '../sql/lake-dates.js';
import { glueName, inGlue } from '../sql/raw-tables.js';
import { readViews } from '../sql/views.js';
import { committedDates, UNKNOWN_DATE } from './dates.js';
import { type KnownCatalog, type KnownTable, scratchOf } from './known.js';
import { isSavable, savedQueryOf } from './saved-queries.js';
import { tableChange } from './tables.js';

export interface CatalogPlace {
  readonly database: string;
  /** The lake, `s3://bucket/prefix`, without a slash at its end. */
  readonly location: string;
  /** Runs statements in the database. */
  readonly engine: QueryEngine;
  readonly signal?: AbortSignal;
}

export interface CatalogOptions extends CatalogPlace {
  readonly known: KnownCatalog;
  /** Runs statements in no database, such as the one that creates it. */
  readonly serverEngine: QueryEngine;
}

const OTHERS = ALL_TABLES.filter((table) => table !== runs);

/** One thing to do. */
export interface CatalogStep {
  /** Such as `create table "raw_runs"`. */
  readonly title: string;
  readonly sql: string;
  readonly apply: () => Promise<void>;
}

/**
 * What is to be done, in order. Each step is to be applied before the next is taken; a dry run applies none:
 * where the table of runs is not there yet, {@link UNKNOWN_DATE} then stands for the dates. Fails with a UserError
 * where a table of that name is not one of this lake, or where the lake has no snapshot.
 */
export async function* catalogSteps(options: CatalogOptions, run: CatalogRun): AsyncGenerator<CatalogStep> {
  const dates = yield* shownSteps(options, run);
  yield* savedQuerySteps(options, dates);
}

interface CatalogRun {
  readonly dryRun: boolean;
}

/** {@link catalogSteps} but the saved queries: what the lake is read by. */
export async function* shownSteps(
  options: CatalogOptions,
  { dryRun }: CatalogRun,
): AsyncGenerator<CatalogStep, readonly LakeDate[]> {
  const { known } = options;
  const exists = await known.hasDatabase(options.database);
  if (!exists) yield databaseStep(options, options.database);
  const scratch = scratchOf(options.database);
  if (!(await known.hasDatabase(scratch))) yield databaseStep(options, scratch);
  const tables = exists ? await known.tables() : new Map();
  const hasRuns = tables.has(glueName(runs));
  const ofRuns = tableSteps(options, [runs], UNKNOWN_DATE.date, tables);
  if (!hasRuns) yield* ofRuns;
  const dates = dryRun && !hasRuns ? [UNKNOWN_DATE] : await committedDates(options.engine, options.location, options);
  if (hasRuns) yield* ofRuns;
  yield* tableSteps(options, OTHERS, firstOf(dates), tables);
  for (const { name, sql } of readViews(viewDates(dates))) {
    yield statementStep(options, `renew view "${name}"`, inGlue(sql));
  }
  return dates;
}

/**
 * Renews what a commit may have changed: the views that show the newest snapshot, for its date is in them, and the
 * tables where it is older than all others. Fails with a UserError where the catalog was never made.
 */
export async function renewDates(options: CatalogOptions): Promise<void> {
  const dates = await committedDates(options.engine, options.location, options);
  const known = await options.known.tables();
  for (const step of tableSteps(options, OTHERS, firstOf(dates), known)) await step.apply();
  const views = readViews(viewDates(dates)).filter(({ isDated }) => isDated);
  for (const { sql } of views) await run(options.engine, inGlue(sql), options);
}

function firstOf(dates: readonly LakeDate[]): string {
  return (dates[0] as LakeDate).date;
}

function databaseStep(options: CatalogOptions, database: string): CatalogStep {
  const { serverEngine } = options;
  const sql = `CREATE DATABASE IF NOT EXISTS \`${database}\``;
  return { title: `create database "${database}"`, sql, apply: () => run(serverEngine, sql, options) };
}

function tableSteps(
  options: CatalogOptions,
  schemas: readonly TableSchema[],
  firstDate: string,
  known: ReadonlyMap<string, KnownTable>,
): CatalogStep[] {
  const place = { ...options, firstDate };
  return schemas
    .flatMap((table) => tableChange(table, place, known.get(glueName(table))))
    .map(({ title, sql }) => statementStep(options, title, sql));
}

function statementStep(options: CatalogOptions, title: string, sql: string): CatalogStep {
  return { title, sql, apply: () => run(options.engine, sql, options) };
}

/** Questions whose saved query is not there, or says something else. */
async function* savedQuerySteps({ known }: CatalogOptions, dates: readonly LakeDate[]): AsyncGenerator<CatalogStep> {
  const saved = await known.savedQueries();
  for (const question of readQuestions().filter(isSavable)) {
    const query = savedQueryOf(question, dates);
    const before = saved.get(query.name);
    if (before?.sql === query.sql && before.description === query.description) continue;
    yield {
      title: `${before === undefined ? 'save' : 'renew saved'} query "${query.name}"`,
      sql: query.sql,
      apply: () => known.save({ ...query, id: before?.id }),
    };
  }
}

async function run(engine: QueryEngine, sql: string, { signal }: CatalogPlace): Promise<void> {
  await engine.query(withoutHeader(sql), [], signal === undefined ? {} : { signal });
}

/** Comments at the head of a file are for its readers. */
function withoutHeader(sql: string): string {
  return sql.replace(/^(?:--[^\n]*\n)+/, '');
}
