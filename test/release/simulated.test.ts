import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueryEngine, QueryResult } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { type Parameter, readQuestions } from '../../src/query/question/questions.js';
import { readViews } from '../../src/query/sql/views.js';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import type { TwinLake } from '../engines/questions/lake.js';
import { differences, openTwins, selectAll, type Twins } from '../engines/questions/twins.js';
import type { Answer } from '../recorded/answers.js';
import { answerOf } from '../recorded/engine.js';
import { SIMULATED_DATES, simulatedLake } from './simulated-lake.js';

const newest = SIMULATED_DATES[2];

let engines: Engines;
let lake: TwinLake;
let twins: Twins;
/** A principal and an action that the lake has, for the questions that require one. */
let example: { arn: string; action: string };

beforeAll(async () => {
  engines = await startEngines();
  lake = await simulatedLake(engines, 'simulated');
  twins = await openTwins(engines, lake, 'simulated');
  const { rows } = await answerOf(
    twins.duckdb,
    `SELECT principal_arn, concat(service_namespace, ':', action_name) FROM action_access
     WHERE state = 'ACCESSED' AND snapshot_date = '${newest}' ORDER BY 1, 2 LIMIT 1`,
  );
  example = { arn: String(rows[0]?.[0]), action: String(rows[0]?.[1]) };
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

test('the lake has what it should prove: several runs a date, gaps, superseded runs, deleted principals', async () => {
  const count = async (sql: string) =>
    Number((await answerOf(twins.duckdb, `SELECT count(*) FROM ${sql}`)).rows[0]?.[0]);
  expect(await count('runs')).toBe(6);
  expect(await count("snapshot_principals WHERE status = 'failed' AND snapshot_date = '2026-07-01'")).toBeGreaterThan(
    0,
  );
  expect(await count("snapshot_principals WHERE status = 'deleted'")).toBeGreaterThan(0);
  expect(await count("accounts WHERE status = 'failed'")).toBeGreaterThan(
    await count("snapshot_accounts WHERE status = 'failed'"),
  );
});

test.each(readViews({ latest: newest, lastPart: '0000-00-00', afterWhole: [] }).map(({ name }) => name))(
  '%s has the same rows and types on both',
  async (view) => {
    const sql = await selectAll(twins, view);
    const [athena, duckdb] = [await answerOf(twins.athena, sql), await answerOf(twins.duckdb, sql)];
    expect(differences(athena, duckdb, false)).toEqual([]);
  },
);

test('a tag with an emoji is found by both', async () => {
  const given = { tag: 'tag 8 naï=naïve Ünïcode 日本語 🚀👩‍💻', snapshot_date: newest };
  const answers = [
    await read(await ask(twins.athena, 'principals', given)),
    await read(await ask(twins.duckdb, 'principals', given)),
  ];
  const [athena, duckdb] = answers.map((answer) => answer.rows.filter((row) => row.includes('exported')));
  expect(athena?.length).toBeGreaterThan(0);
  expect(athena).toEqual(duckdb);
});

describe.concurrent.each(readQuestions())('$name', ({ name, parameters }) => {
  test('gives the same answer on both of the date with gaps and superseded runs', async () => {
    const date = SIMULATED_DATES[1];
    const given = Object.fromEntries(parameters.flatMap((parameter) => valueAt(parameter, date)));
    const answer = async (engine: QueryEngine) => await read(await ask(engine, name, given));
    const [athena, duckdb] = await Promise.all([answer(twins.athena), answer(twins.duckdb)]);
    expect(differences(athena, duckdb, true)).toEqual([]);
  });
});

function valueAt({ name, type, default: byDefault, required }: Parameter, date: string): [string, string][] {
  if (type === 'snapshot' && byDefault === 'newest') return [[name, date]];
  if (!required) return [];
  if (type === 'service') return [[name, 's3']];
  return [[name, type === 'arn' ? example.arn : example.action]];
}

async function read({ columns, pages }: QueryResult): Promise<Answer> {
  const rows = [];
  for await (const page of pages) rows.push(...page);
  return { columns, rows };
}
