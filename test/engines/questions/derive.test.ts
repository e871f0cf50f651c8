/** `derive --engine athena`: Trino judges a lake of the simulated organization in S3, as DuckDB judges the same lake. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { JUDGED_TABLES, TABLES_OF_JUDGEMENT } from '../../../src/model/tables/judged.js';
import { derivedKey } from '../../../src/model/tables.js';
import { deriveJudgements } from '../../../src/query/derived/athena.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { fileCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { Cell, QueryEngine } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import { glueName, rawName } from '../../../src/query/sql/raw-tables.js';
import { folderStore } from '../../../src/store/folder.js';
import { openStore } from '../../../src/store/open.js';
import type { Store } from '../../../src/store/store.js';
import { verify } from '../../../src/verify/verify.js';
import { runCommand } from '../../cli/run-command.js';
import { derive } from '../../query/derived/derived-lake.js';
import { answerOf, remembering } from '../../recorded/engine.js';
import { sampled } from '../../sampled.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type FaultyProxy, startFaultyProxy } from '../s3/faulty-proxy.js';
import { type TwinLake, twinOf } from './lake.js';
import { differences, makeCatalog, openEngines, type Twins } from './twins.js';

const DATABASE = 'derive_athena';
const DATE = '2026-08-29';
const folder = mkdtempSync(join(tmpdir(), 'access-lake-derive-athena-'));
const signal = new AbortController().signal;
const onDate = { wants: ({ date }: { readonly date: string }) => date === DATE, signal };
/** What opening the lake and finding out what is stale reads. */
const opening = ['judgement_state', 'snapshot_runs', 'snapshot_accounts'].map((name) => `SELECT 1 FROM ${name}`);

let engines: Engines;
let lake: TwinLake;
let twins: Twins;
let proxy: FaultyProxy;
let store: Store;

beforeAll(async () => {
  engines = await startEngines();
  const place = join(folder, 'lake');
  cpSync(new URL('../../fixtures/lake', import.meta.url), place, { recursive: true });
  rmSync(join(place, 'derived'), { recursive: true });
  lake = await twinOf(engines, 'derive-athena', folderStore(place), place);
  await derive(place, onDate);
  twins = await openEngines(engines, lake, DATABASE);
  proxy = await startFaultyProxy(engines.s3.url);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', proxy.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', engines.s3.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', engines.s3.secretAccessKey);
  store = await openStore(lake.location, {});
});

afterAll(async () => {
  await twins?.close();
  await proxy?.stop();
  await lake?.remove();
  rmSync(folder, { recursive: true });
});

const deriveOnAthena = () =>
  runCommand([
    'derive',
    '--engine',
    'athena',
    '--destination',
    lake.location,
    '--database',
    DATABASE,
    '--snapshot-date',
    DATE,
  ]);

async function onDuckdb<T>(place: Store, work: (engine: QueryEngine) => Promise<T>): Promise<T> {
  const engine = await duckdbEngine(place, { cache: fileCache(mkdtempSync(join(folder, 'cache-'))) });
  return await work(engine).finally(() => engine.close());
}

const STATE = `SELECT state FROM judgement_state WHERE snapshot_date = '${DATE}'`;

async function stateOnDuckdb(): Promise<Cell | undefined> {
  return (await onDuckdb(store, (engine) => answerOf(engine, STATE))).rows[0]?.[0];
}

test('a database without tables is told with the command that makes them', async () => {
  const { error } = await deriveOnAthena();
  expect(error?.message).toMatch(/^Cannot run the statement in database "derive_athena": FAILED: /);
  expect(error?.hint).toContain('access-lake catalog --database derive_athena');
  await makeCatalog(twins.athena, lake, DATABASE, opening);
});

test('who may not ask Athena is told which permissions are missing', async () => {
  twins.endpoint.refuse(
    'StartQueryExecution',
    'AccessDeniedException',
    'You are not authorized to perform: athena:StartQueryExecution',
  );
  const { error } = await deriveOnAthena();
  expect(error?.message).toMatch(/^Cannot start a statement on Athena: AccessDeniedException: /);
  expect(error?.hint).toContain('deploy/hub-policy.json');
});

test('Athena judges, and each table has the rows that DuckDB makes, on both engines', async () => {
  const { exit, out, err, error } = await deriveOnAthena();
  expect(error).toBeUndefined();
  expect(exit).toBe('ok');
  expect(out).toMatch(/^Judgement of 1 snapshot in s3:\/\/derive-athena\/lake\n\n.*\n2026-08-29 +[\d,]+ +made\n$/);
  expect(err).toContain(`Judging ${DATE}: derived_judged_principals, 1 of 8.\n`);
  expect(err).toMatch(/succeeded: .* scanned, about \$/);
  for (const table of TABLES_OF_JUDGEMENT) {
    const select = (name: string) =>
      `SELECT ${Object.keys(table.columns).join(', ')} FROM ${name} WHERE snapshot_date = '${DATE}'`;
    const right = await onDuckdb(lake.folder, (engine) => answerOf(engine, select(rawName(table))));
    const read = await onDuckdb(store, (engine) => answerOf(engine, select(rawName(table))));
    expect(right.rows.length, table.name).toBeGreaterThan(0);
    expect(differences(read, right, false), table.name).toEqual([]);
    const readOnAthena = await answerOf(twins.athena, select(glueName(table)));
    expect(differences(readOnAthena, right, false), table.name).toEqual([]);
  }
  expect(await stateOnDuckdb()).toBe('current');
});

test('S3 was asked to read the lake and the results, and to write below derived/ alone', () => {
  const asked = proxy.requests.map(({ operation, path }) => {
    const { pathname, searchParams } = new URL(path, 'http://s3');
    const prefix = searchParams.get('prefix') ?? '';
    return `${operation} ${pathname.replace(/(tables|derived)\/.*/, '$1/')}${prefix.replace(/^(lake\/).*/, '$1')}`;
  });
  const written = asked.filter((one) => !/^(HeadBucket|ListObjectsV2|GetObject) /.test(one));
  expect(new Set(written)).toEqual(new Set(['PutObject /derive-athena/lake/derived/']));
  expect(new Set(asked.filter((one) => one.includes('athena-results')))).toEqual(
    new Set(['HeadBucket /athena-results/', 'GetObject /athena-results/tables/']),
  );
});

test('a question reads the judgement on both engines', async () => {
  const started = () => twins.endpoint.calls.filter((call) => call === 'StartQueryExecution').length;
  const before = started();
  const removable = async (engine: QueryEngine) => {
    const { columns, pages } = await ask(engine, 'removable.by-action', { snapshot_date: DATE, days: 30 });
    const rows: (readonly Cell[])[] = [];
    for await (const page of pages) rows.push(...page);
    return { columns, rows };
  };
  const right = await onDuckdb(lake.folder, removable);
  expect(right.rows.length).toBeGreaterThan(1);
  expect(differences(await removable(twins.athena), right, true)).toEqual([]);
  expect(started() - before, 'statements: nothing is judged again').toBeLessThan(8);
  expect(differences(await onDuckdb(store, removable), right, true)).toEqual([]);
});

test('no statement comes near the 150 stages that Trino allows', () => {
  const [most] = twins.endpoint.executions.stages();
  expect(most?.stages).toBeGreaterThan(1);
  expect(most?.stages, most?.sql).toBeLessThan(150);
});

test('verify finds the tables right', async () => {
  const { judged, damages } = await verify(store, { signal, onRun: () => {} });
  expect(judged).toContain(DATE);
  expect(damages).toEqual([]);
});

test('a judgement that is current is left as it is', async () => {
  const { out } = await deriveOnAthena();
  expect(out).toMatch(/\n2026-08-29 +as it should be\n$/);
});

test('a run that fails at any table leaves nothing that counts over an older judgement, and the next one heals it', async () => {
  const kept = twins.endpoint.executions.rowsOf('SELECT "$path"').map((rows) => ({
    locations: rows.map(([location]) => String(location)),
    rows: rows.reduce((sum, [, count]) => sum + Number(count), 0),
  }));
  expect(kept).toHaveLength(JUDGED_TABLES.length);
  const rowsOfTrino = async (_sql: string, model: string) => {
    const at = JUDGED_TABLES.findIndex(({ name }) => name === `derived_${model}`);
    return kept[at] as (typeof kept)[number];
  };
  const judge = (target: Store, engine: QueryEngine) =>
    deriveJudgements(target, { ...engine, filesOf: rowsOfTrino }, { ...onDate, renew: async () => {} }).next();
  const right = await bytesOfTables();
  await ageJudgement();
  const stale = remembering(twins.athena); // what it is asked is the same until a run succeeds
  for (const failing of sampled(4, TABLES_OF_JUDGEMENT)) {
    const key = derivedKey(failing, DATE);
    const put: Store['put'] = async (to, ...rest) => {
      if (to === key) throw new Error('The disk is gone');
      return await store.put(to, ...rest);
    };
    await expect(judge({ ...store, put }, stale), failing.name).rejects.toThrow('The disk is gone');
    expect(await stateOnDuckdb(), failing.name).toBe('stale');
  }
  expect((await answerOf(twins.athena, STATE)).rows).toEqual([['stale']]);
  expect((await judge(store, twins.athena)).value).toMatchObject({ date: DATE, state: 'renewed' });
  expect((await answerOf(twins.athena, STATE)).rows).toEqual([['current']]);
  expect(await bytesOfTables()).toEqual(right);
});

test('Athena takes what DuckDB judged', async () => {
  for (const table of TABLES_OF_JUDGEMENT) {
    const key = derivedKey(table, DATE);
    await store.put(key, (await lake.folder.get(key)) ?? new Uint8Array());
  }
  expect((await answerOf(twins.athena, STATE)).rows).toEqual([['current']]);
});

async function bytesOfTables(): Promise<number[]> {
  const bytes: number[] = [];
  for (const table of TABLES_OF_JUDGEMENT) bytes.push((await store.get(derivedKey(table, DATE)))?.length ?? 0);
  return bytes;
}

/** Gives the rows of each table of the date the ID of an older judgement. */
async function ageJudgement(): Promise<void> {
  for (const table of TABLES_OF_JUDGEMENT) {
    const path = join(folder, `${table.name}.parquet`);
    const engine = await duckdbEngine(lake.folder, { writes: [path] });
    const own = Object.keys(table.columns).filter((name) => name !== 'judgement_id');
    const sql = `SELECT 'older' AS judgement_id, ${own.join(', ')} FROM ${rawName(table)} WHERE snapshot_date = '${DATE}'`;
    await engine.writeParquet(sql, path);
    await engine.close();
    await store.put(derivedKey(table, DATE), readFileSync(path));
  }
}
