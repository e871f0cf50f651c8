/**
 * The lake's database in a Glue catalog: tables, views and saved queries, made or renewed through Athena.
 * It can be run again at any time: what stands as it should is left alone, and data is never touched.
 */
import { UserError } from '../model/errors.js';
import type { TableSchema } from '../model/schema.js';
import { runs, TABLES } from '../model/tables.js';
import type { KnownCatalog, KnownTable } from './catalog-known.js';
import { tableChange } from './catalog-tables.js';
import { PLACEHOLDERS } from './ddl.js';
import type { QueryEngine } from './engine.js';
import { readQuestions } from './questions.js';
import { savedQueryOf } from './saved-queries.js';
import { readViews } from './views.js';

export interface CatalogPlace {
  readonly database: string;
  /** The lake, `s3://bucket/prefix`, without a slash at its end. */
  readonly location: string;
  /** Runs statements in the database. */
  readonly engine: QueryEngine;
  readonly signal?: AbortSignal | undefined;
}

export interface CatalogOptions extends CatalogPlace {
  readonly known: KnownCatalog;
  /** Runs statements in no database, such as the one that creates it. */
  readonly serverEngine: QueryEngine;
}

/** One thing to do. */
export interface CatalogStep {
  /** Such as `create table "runs"`. */
  readonly title: string;
  readonly sql: string;
  readonly apply: () => Promise<void>;
}

/**
 * What is to be done, in order. Each step is to be applied before the next is taken; a dry run applies none:
 * where the lake's table of runs is not there yet, placeholders then stand for the dates. Fails with a UserError
 * where a table of that name is not one of this lake, or where the lake has no snapshot.
 */
export async function* catalogSteps(options: CatalogOptions, dryRun: boolean): AsyncGenerator<CatalogStep> {
  const { known } = options;
  const exists = await known.hasDatabase();
  if (!exists) yield databaseStep(options);
  const tables = exists ? await known.tables() : new Map();
  yield* tableSteps(options, [runs], '', tables);
  const dates = dryRun && !tables.has(runs.name) ? [PLACEHOLDERS.firstDate] : await snapshotDates(options);
  const [first, latest] = [dates[0], dates.at(-1)];
  if (first === undefined || latest === undefined) throw noSnapshot(options);
  yield* tableSteps(
    options,
    TABLES.filter(({ partitioned }) => partitioned),
    first,
    tables,
  );
  for (const { name, sql } of readViews(latest)) yield statementStep(options, `renew view "${name}"`, sql);
  yield* savedQuerySteps(options, dates);
}

/**
 * Renews the views that show the newest snapshot, for its date stands in them; to be called after a commit.
 * Fails with a UserError where the catalog was never made.
 */
export async function renewLatestViews(options: CatalogPlace): Promise<void> {
  const latest = (await snapshotDates(options)).at(-1);
  if (latest === undefined) throw noSnapshot(options);
  const views = readViews(latest).filter(({ name }) => name.startsWith('latest_'));
  for (const { sql } of views) await run(options.engine, sql, options);
}

/** Dates that have a committed run, ascending. They go into views as literals, so nothing else may pass for one. */
async function snapshotDates({ engine, location, signal }: CatalogPlace): Promise<string[]> {
  const sql = `SELECT DISTINCT snapshot_date FROM ${runs.name} ORDER BY snapshot_date`;
  const { pages } = await engine.query(sql, [], signal === undefined ? {} : { signal });
  const dates: string[] = [];
  for await (const page of pages) for (const [date] of page) dates.push(String(date));
  const wrong = dates.find((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date));
  if (wrong === undefined) return dates;
  throw new UserError(`Cannot make the catalog of "${location}": a run says that its date is "${wrong}".`);
}

function databaseStep({ database, serverEngine, signal }: CatalogOptions): CatalogStep {
  const sql = `CREATE DATABASE IF NOT EXISTS \`${database}\``;
  return { title: `create database "${database}"`, sql, apply: () => run(serverEngine, sql, { signal }) };
}

function* tableSteps(
  options: CatalogOptions,
  schemas: readonly TableSchema[],
  firstDate: string,
  known: ReadonlyMap<string, KnownTable>,
): Generator<CatalogStep> {
  for (const table of schemas) {
    const change = tableChange(table, { ...options, firstDate }, known.get(table.name));
    for (const { title, sql } of change) yield statementStep(options, title, sql);
  }
}

function statementStep(options: CatalogOptions, title: string, sql: string): CatalogStep {
  return { title, sql, apply: () => run(options.engine, sql, options) };
}

/** Questions whose saved query is not there, or says something else. */
async function* savedQuerySteps({ known }: CatalogOptions, dates: readonly string[]): AsyncGenerator<CatalogStep> {
  const saved = await known.savedQueries();
  for (const question of readQuestions()) {
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

async function run(engine: QueryEngine, sql: string, { signal }: Pick<CatalogPlace, 'signal'>): Promise<void> {
  await engine.query(withoutHeader(sql), [], signal === undefined ? {} : { signal });
}

/** Comments at the head of a file are for its readers. */
function withoutHeader(sql: string): string {
  return sql.replace(/^(?:--[^\n]*\n)+/, '');
}

function noSnapshot({ location }: CatalogPlace): UserError {
  return new UserError(`Cannot make the catalog of "${location}": it holds no snapshot.`, {
    hint: 'Run `access-lake export` first, or check --destination.',
  });
}
