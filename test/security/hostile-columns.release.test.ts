/** A lake whose every column of every table is hostile in some row: it misleads no command and no reader. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { failure } from '../../src/cli/failure.js';
import { exportSnapshot } from '../../src/export.js';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';

import { UserError } from '../../src/model/errors.js';
import type { ColumnType, TableSchema } from '../../src/model/schema.js';
import { TABLES } from '../../src/model/tables.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { DUCKDB_TYPES } from '../../src/query/duckdb/tables.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { textFormat } from '../../src/query/format/formats.js';
import { ask } from '../../src/query/question/ask.js';
import { readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { collectReport } from '../../src/report/collect.js';
import { startSimulation } from '../../src/simulation/simulation.js';
import { folderStore } from '../../src/store/folder.js';
import { runCommand } from '../cli/run-command.js';
import { optionsFor, sql } from '../export/lake.js';
import { fastEffects } from '../law/fast-effects.js';
import { manifestOf, recommit, rewriteFiles } from './rewritten-lake.js';

vi.setConfig({ testTimeout: 400_000 }); // every question three times: minutes where the machine does other things too

const folder = mkdtempSync(join(tmpdir(), 'hostile-columns-'));
const plain = join(folder, 'plain');
const given = new Map<string, Given>();
let plainAnswers: Promise<Map<string, string>>;
let places = 0;

beforeAll(async () => {
  for (const date of ['2026-03-01', '2026-06-01']) await exportOn(date);
  await rewriteFiles(plain, ({ name }, file) => (name === 'actions' ? `FROM ${file} WHERE ${SMALL}` : undefined));
  const [role] = await sql(
    `SELECT principal_arn FROM read_parquet('${plain}/principals/*/*.parquet') WHERE status = 'exported'`,
  );
  const principal = { principal: String(role?.principal_arn) };
  given.set('users_of.of-action', { action: 'iam:CreateUser,s3:GetObject' });
  given.set('policies', { policy: 'AdministratorAccess' });
  given.set('principal_access', principal).set('principal_history', principal);
  given.set('users_of', { service: 'iam,s3' });
  given.set('unexpected_regions', { expected: 'eu-central-1' });
  plainAnswers = answersOf(plain);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function exportOn(date: string): Promise<void> {
  const clock = () => Date.parse(`${date}T09:00:00Z`);
  const simulation = await startSimulation({
    accounts: 2,
    principalsPerAccount: 2,
    specialCases: false,
    jobMs: [1, 2],
    clock,
  });
  for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
  await exportSnapshot(optionsFor(folderStore(plain)), { ...fastEffects(20), now: clock });
  await simulation.stop();
  vi.unstubAllEnvs();
}

/** Of the reference a little is enough. */
const SMALL = "service_namespace IN ('iam', 's3', 'sqs')";

/** Moves a cursor, forges a line, turns letters, runs in a spreadsheet or a shell, ends a literal, leaves a folder. */
const HOSTILE = "=1\u001b[2J\r\nError: forged\u202e\u009b`id`$(id)';DROP TABLE runs;--</script><img src=x>|../../x\0";
const HARMFUL = /(?!\n)\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const literal = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`;
const columnsOf = ({ columns }: TableSchema, ...types: readonly ColumnType[]): string[] =>
  Object.entries(columns).flatMap(([name, { type }]) => (types.length === 0 || types.includes(type) ? [name] : []));

const asType = (type: ColumnType, value: string): string => `CAST(${value} AS ${DUCKDB_TYPES[type]})`;

/** The rows of the file, and for each value one of them once more with that value in the column: another row each time. */
function withRows(file: string, values: readonly (readonly [column: string, value: string])[]): string {
  const more = values.map(
    ([name, value], at) =>
      `(SELECT * REPLACE (${value} AS "${name}") FROM ${file} LIMIT 1 OFFSET (SELECT ${at} % count(*) FROM ${file}))`,
  );
  return [`SELECT * FROM ${file}`, ...more].join(' UNION ALL ');
}

async function hostileLake(change: (table: TableSchema, file: string) => string): Promise<string> {
  const lake = join(folder, String(++places));
  cpSync(plain, lake, { recursive: true });
  await rewriteFiles(lake, change);
  return lake;
}

/** The answer of each question as a terminal shows it, or the message that refuses it; by name. Of the plain lake no report. */
async function answersOf(lake: string): Promise<Map<string, string>> {
  const engine = await duckdbEngine(folderStore(lake));
  expect([engine.malformed, engine.damaged]).toEqual([[], []]);
  const answers = new Map<string, string>();
  for (const { name } of readQuestions()) answers.set(name, await answerOf(engine, name));
  if (lake !== plain) answers.set('report', await reportOf(engine));
  await engine.close();
  return answers;
}

function reportOf(engine: QueryEngine): Promise<string> {
  return orRefused(async () => {
    const page = await collectReport(engine, { snapshotDate: undefined, toolVersion: '0', place: [] }, 0);
    return page.summary.date;
  });
}

/** Characters of an answer: rows of which every table has copies are joined each with each, into millions. */
const ENOUGH = 1e6;

function answerOf(engine: QueryEngine, question: string): Promise<string> {
  return orRefused(async () => {
    const { columns, pages } = await ask(engine, question, given.get(question) ?? {});
    let text = '';
    for await (const more of textFormat('table', { width: 100, brief: true })(columns, pages)) {
      text += more;
      if (text.length > ENOUGH) break;
    }
    return text;
  });
}

async function orRefused(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failure(error).text;
  }
}

/** What has an answer without the hostile rows has one with them, and neither misleads a terminal. */
async function expectAnswers(lake: string): Promise<void> {
  const before = await plainAnswers;
  for (const [name, answer] of await answersOf(lake)) {
    const said = `${name}: ${JSON.stringify(answer.slice(0, 300))}`;
    expect(HARMFUL.exec(answer)?.[0], said).toBeUndefined();
    if (before.get(name) !== '') expect(answer, said).not.toBe('');
  }
}

/** How the commands that are no questions end. */
async function exitsOf(lake: string): Promise<Record<string, string>> {
  const exits: Record<string, string> = {};
  const commands = [
    ['query', 'principals', '--format', 'parquet', '--out', join(folder, `principals-${places}.parquet`)],
    ['snapshots'],
    ['verify'],
    ['propose', '--out', join(folder, `proposals-${places}`)],
  ];
  for (const argv of commands) {
    const { exit, text } = await runCommand([...argv, '--destination', lake]);
    expect(HARMFUL.exec(text)?.[0], `${argv[0]}: ${JSON.stringify(text.slice(0, 300))}`).toBeUndefined();
    exits[argv[0] as string] = exit;
  }
  return exits;
}

test('hostile text in every column of text', async () => {
  const lake = await hostileLake((table, file) =>
    withRows(file, [
      ...columnsOf(table, 'string').map((name) => [name, literal(HOSTILE)] as const),
      ...columnsOf(table, 'list<string>').map((name) => [name, `[${literal(HOSTILE)}, NULL]`] as const),
      ...columnsOf(table, 'map<string,string>').map(
        (name) => [name, `MAP {${literal(HOSTILE)}: ${literal(HOSTILE)}}`] as const,
      ),
    ]),
  );
  await expectAnswers(lake);
  expect(await exitsOf(lake)).toEqual({ query: 'ok', snapshots: 'ok', verify: 'nothing', propose: 'ok' });
});

test('numbers and times that nobody writes, and nulls where there are none', async () => {
  const extremes: Readonly<Record<string, readonly string[]>> = {
    int: ['-2147483648', '2147483647'],
    bigint: ['-9223372036854775808', '9223372036854775807'],
    timestamp: ['infinity', '-infinity', '294000-01-01', '0001-01-01'],
  };
  const lake = await hostileLake((table, file) =>
    withRows(
      file,
      Object.entries(table.columns).flatMap(([name, { type }]) =>
        [...(extremes[type] ?? []).map(literal), 'NULL'].map((value) => [name, asType(type, value)] as const),
      ),
    ),
  );
  await expectAnswers(lake);
  const refused = { query: 'nothing' }; // Parquet has no such time
  expect(await exitsOf(lake)).toEqual({ ...refused, snapshots: 'ok', verify: 'nothing', propose: 'ok' });
});

/** For each table its columns as another type, and without those that are never null, one at a time. */
function wrongFiles(): { table: TableSchema; select: string; problem: string }[] {
  return TABLES.filter(({ partitioned }) => partitioned).flatMap((table: TableSchema) =>
    Object.entries(table.columns).flatMap(([name, { type, required }]) => [
      {
        table,
        select: `* REPLACE ({'nested': 1} AS "${name}")`,
        problem: `has a column "${name}" that is not ${DUCKDB_TYPES[type]}`,
      },
      ...(required ? [{ table, select: `* EXCLUDE ("${name}")`, problem: `lacks the column "${name}"` }] : []),
    ]),
  );
}

test('columns that are missing or of another type: their runs are told and the lake is refused', async () => {
  const lake = join(folder, 'wrong');
  cpSync(plain, lake, { recursive: true });
  const [run] = await committedRuns(folderStore(lake));
  const { snapshot_date: date, files } = run as CommittedRun;
  const hasFile = ({ table }: { readonly table: TableSchema }): boolean =>
    files.some(({ path }) => path.startsWith(`${table.name}/`)); // this lake has no witness
  const wrong = wrongFiles()
    .filter(hasFile)
    .map((file, at) => {
      const planId = `20260701T${String(at).padStart(9, '0')}Z-aaaaaaaa`;
      return { ...file, planId, path: `${file.table.name}/snapshot_date=${date}/${planId}-0001-00001.parquet` };
    });
  const copies = wrong.map(({ table, select, path }) => {
    const own = files.find((file) => file.path.startsWith(`${table.name}/`))?.path;
    return `COPY (SELECT ${select} FROM read_parquet('${lake}/${own}', hive_partitioning = false)) TO '${lake}/${path}'`;
  });
  await sql(copies.join(';'));
  for (const { planId, path } of wrong) {
    const changed = { planId, run_id: `${planId}-0001`, tool_version: planId, manifest: manifestOf(lake, [path]) };
    await recommit(lake, { ...(run as CommittedRun), planId }, changed);
  }
  const engine = await duckdbEngine(folderStore(lake));
  await engine.close();
  const told = engine.damaged.map(({ problem }) => problem).sort();
  expect(told).toEqual(wrong.map(({ path, problem }) => `its file "${path}" ${problem}`).sort());
  expect(wrong.length).toBeGreaterThan(200);
  const { exit, text } = await runCommand(['query', 'snapshots', '--destination', lake]);
  expect({ exit, text }).toEqual({ exit: 'nothing', text: expect.stringMatching(/^Error: Cannot read run "/) });
});
