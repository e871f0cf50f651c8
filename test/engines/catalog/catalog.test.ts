import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { systemEffects } from '../../../src/model/effects.js';
import { ALL_TABLES } from '../../../src/model/tables.js';
import { athenaCatalog } from '../../../src/query/athena/catalog.js';
import { athenaEngine } from '../../../src/query/athena/engine.js';
import { type CatalogOptions, catalogSteps, renewDates } from '../../../src/query/catalog/catalog.js';
import { tableDdl } from '../../../src/query/catalog/ddl.js';
import { isSavable } from '../../../src/query/catalog/saved-queries.js';
import { visibleDates } from '../../../src/query/question/dates.js';
import { savedAs } from '../../../src/query/question/forms.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { readViews } from '../../../src/query/sql/views.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type TwinLake, twinLake } from '../questions/lake.js';
import { type AthenaEndpoint, startAthenaEndpoint } from './athena/endpoint.js';

const quick = { ...systemEffects, sleep: (_: number, signal?: AbortSignal) => systemEffects.sleep(5, signal) };
const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');

let engines: Engines;
let endpoint: AthenaEndpoint;
let lake: TwinLake;
let databases = 0;
let options: CatalogOptions;

beforeAll(async () => {
  engines = await startEngines();
  endpoint = await startAthenaEndpoint(engines);
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  lake = await twinLake(engines, 'catalog', base);
});

beforeEach(() => {
  options = optionsOf(`catalog_${++databases}`);
});

/** The database whose catalog the first who asks for it makes. Who changes it leaves it as it was. */
const MADE = 'catalog_made';
let made: Promise<string[]> | undefined;

/** Turns to the made catalog; the titles of what made it. */
async function madeCatalog(): Promise<string[]> {
  options = optionsOf(MADE);
  made ??= apply();
  return await made;
}

afterAll(async () => {
  await lake?.remove();
  await endpoint?.stop();
  vi.unstubAllEnvs();
});

function optionsOf(database: string): CatalogOptions {
  const athena = { database, workgroup: 'primary', outputLocation: undefined, region: 'us-east-1' };
  return {
    database,
    location: lake.location,
    known: athenaCatalog(athena),
    engine: athenaEngine(athena, quick),
    serverEngine: athenaEngine({ ...athena, database: undefined }, quick),
  };
}

/** Applies every step, or those that `isApplied` takes; the titles of all. */
async function apply(given: CatalogOptions = options, isApplied = (_: string) => true): Promise<string[]> {
  const titles: string[] = [];
  for await (const { title, apply: applyStep } of catalogSteps(given, { dryRun: false })) {
    if (isApplied(title)) await applyStep();
    titles.push(title);
  }
  return titles;
}

/** The statement of each step, none applied. */
async function dryRun(): Promise<string[]> {
  const sql: string[] = [];
  for await (const step of catalogSteps(options, { dryRun: true })) sql.push(step.sql);
  return sql;
}

async function count(table: string): Promise<unknown> {
  return (await engines.trino.query(`SELECT count(*) FROM ${options.database}.${table}`)).rows[0]?.[0];
}

const views = readViews({
  latest: '2026-01-01',
  lastPart: '0000-00-00',
  afterWhole: [],
});
const renewals = views.map(({ name }) => `renew view "${name}"`);
/** For catalogs whose views are as they would be made, which takes Trino seconds. */
const applyButViews = (): Promise<string[]> => apply(options, (title) => !renewals.includes(title));

test('a first run makes the database, every table, every view and a saved query for each question', async () => {
  const titles = await madeCatalog();
  expect(titles).toEqual([
    `create database "${options.database}"`,
    `create database "${options.database}_scratch"`,
    ...ALL_TABLES.map(({ name }) => `create table "raw_${name}"`),
    ...renewals,
    ...readQuestions()
      .filter(isSavable)
      .map(({ name }) => `save query "${savedAs(name)}"`),
  ]);
  expect(await count('snapshot_accounts')).toBeGreaterThan(0);
});

test('a second run renews the views and nothing else', async () => {
  await madeCatalog();
  expect(await applyButViews()).toEqual(renewals);
});

test('a table that lacks a column gets it, and its rows stay', async () => {
  await madeCatalog();
  const rows = await count('raw_principals');
  const { Table } = (await engines.glue.call('GetTable', {
    DatabaseName: options.database,
    Name: 'raw_principals',
  })) as {
    Table: { Name: string; StorageDescriptor: { Columns: unknown[] } };
  };
  const { Name, StorageDescriptor, ...table } = Table;
  const TableInput = {
    ...pick(table, ['TableType', 'PartitionKeys', 'Parameters']),
    Name,
    StorageDescriptor: { ...StorageDescriptor, Columns: StorageDescriptor.Columns.slice(0, -1) },
  };
  await engines.glue.call('UpdateTable', { DatabaseName: options.database, TableInput });
  await expect(count('snapshot_principals WHERE actions_accessed IS NULL')).rejects.toThrow();
  expect(await apply()).toEqual([
    'drop the definition of table "raw_principals"',
    'create table "raw_principals"',
    ...renewals,
  ]);
  expect(await count('raw_principals')).toBe(rows);
  await count('snapshot_principals');
});

test('a saved query that says something else is renewed in its place', async () => {
  await madeCatalog();
  const [query] = readQuestions().filter(isSavable);
  const name = savedAs(String(query?.name));
  const before = endpoint.namedQueries
    .all()
    .find((saved) => saved.Name === name && saved.Database === options.database);
  if (before === undefined) throw new Error(`${name} was not saved`);
  endpoint.namedQueries.update({ ...before, QueryString: 'SELECT 1' });
  expect(await applyButViews()).toEqual([...renewals, `renew saved query "${name}"`]);
  expect(endpoint.namedQueries.all()).toContainEqual(before);
});

test('a dry run changes nothing, and knows the dates where the table of runs is there', async () => {
  expect((await dryRun()).join('\n')).toContain('0000-00-00,NOW+1DAYS');
  expect(await options.known.hasDatabase(options.database)).toBe(false);
  await madeCatalog();
  await engines.glue.runDdl('DROP TABLE raw_accounts', options.database);
  const [create = '', ...others] = (await dryRun()).filter((sql) => sql.includes('CREATE EXTERNAL TABLE'));
  expect(others).toEqual([]);
  expect(create).toMatch(/'\d{4}-\d{2}-\d{2},NOW\+1DAYS'/);
  await expect(count('raw_accounts')).rejects.toThrow(/does not exist/);
  await engines.glue.runDdl(create, options.database);
});

test('a table of another place is not touched: it is an error with a hint', async () => {
  await engines.glue.runDdl(`CREATE DATABASE ${options.database}`);
  await engines.glue.runDdl(
    "CREATE EXTERNAL TABLE raw_policies (a string) STORED AS PARQUET LOCATION 's3://catalog/other/'",
    options.database,
  );
  await expect(apply()).rejects.toThrow(/Cannot make table "raw_policies".*s3:\/\/catalog\/other\.$/);
  expect(await count('raw_policies')).toBe(0);
});

test('a lake without a snapshot is an error, not an empty catalog', async () => {
  await expect(apply({ ...options, location: 's3://catalog/nothing' })).rejects.toThrow(
    'Cannot make the catalog of "s3://catalog/nothing": it holds no snapshot.',
  );
});

test.each([
  ['of a newer version', '2026-01-01 | 99', /schema version 99/],
  ['with SQL for a date', "2026-01-01' OR 'a' = 'a | 1", /a run says that its date is "2026-01-01' OR 'a' = 'a"/],
])('a run %s is refused before any other table is made', async (name, run, sentence) => {
  const text = `[runs]\nrun_id | snapshot_date | schema_version | started_at | finished_at\nr1 | ${run} | 2026-01-01 | 2026-01-01\n`;
  const other = await twinLake(engines, `catalog-${name.length}`, text);
  await expect(apply({ ...options, location: other.location })).rejects.toThrow(sentence);
  await expect(count('raw_accounts')).rejects.toThrow(/does not exist/);
  await other.remove();
});

test('lists that may not be read are an error, not an absence', async () => {
  await madeCatalog();
  endpoint.refuse('ListTableMetadata', 'MetadataException', 'User is not authorized to perform: glue:GetTables');
  await expect(apply()).rejects.toThrow(/list the tables of database ".*": MetadataException: User is not authorized/);
  endpoint.refuse('ListNamedQueries', 'AccessDeniedException', 'not authorized');
  await expect(dryRun()).rejects.toThrow(/list the saved queries of workgroup "primary": AccessDenied/);
});

test('after a commit the dates can be renewed alone', async () => {
  await madeCatalog();
  await engines.trino.query('CREATE OR REPLACE VIEW trend_runs AS SELECT 1 AS stale', {
    schema: options.database,
  });
  endpoint.calls.length = 0;
  await renewDates(options);
  expect(await count('trend_runs WHERE made_of IS NOT NULL')).toBeGreaterThan(0);
  const started = endpoint.calls.filter((call) => call === 'StartQueryExecution');
  expect(started).toHaveLength(1 + views.filter(({ isDated }) => isDated).length);
});

test('a snapshot before the dates of the tables is refused, never empty, until they are renewed', async () => {
  await madeCatalog();
  for (const table of ALL_TABLES.filter(({ partitioned }) => partitioned)) {
    await engines.glue.runDdl(`DROP TABLE raw_${table.name}`, options.database);
    await engines.glue.runDdl(tableDdl(table, { ...options, firstDate: '2026-04-01' }), options.database);
  }
  const hidden = "snapshot_accounts WHERE snapshot_date = '2026-01-01'";
  expect(await count(hidden)).toBe(0);
  await expect(visibleDates(options.engine)).rejects.toThrow(
    'Cannot ask anything: the tables do not show the first snapshot, "2026-01-01".',
  );
  await renewDates(options);
  expect((await visibleDates(options.engine)).map(({ date }) => date)).toEqual([
    '2026-01-01',
    '2026-04-01',
    '2026-07-01',
  ]);
  expect(await count(hidden)).toBeGreaterThan(0);
});

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
