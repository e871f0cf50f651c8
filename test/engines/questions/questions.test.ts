/**
 * Each question on both engines: the same answer of the base lake, and every line of it taken by Trino. Then the digest,
 * whose statements take what the questions have judged of the newest date; test/release/digest.test.ts has other pairs.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { bind, inlined } from '../../../src/query/question/bind.js';
import { withDates } from '../../../src/query/question/dates.js';
import { findQuestion } from '../../../src/query/question/find.js';
import { knownValues } from '../../../src/query/question/known-names.js';
import { bindLeftOut } from '../../../src/query/question/left-out.js';
import { readQuestions, readReportStatement } from '../../../src/query/question/questions.js';
import { readGiven } from '../../../src/query/question/values.js';
import { answerOf } from '../../recorded/engine.js';
import { startEngines } from '../programs/engines.js';
import { type ComparedTwins, openComparedTwins } from './compared-twins.js';
import { FIRST_PAIR, QUICK, sameDigest, TASKS } from './digest-twins.js';
import { type TwinLake, twinLake } from './lake.js';
import { differences } from './twins.js';
import { BASE_DATES, BASE_LAKE, newestOf, variantsOf, withAll } from './variants.js';

let lake: TwinLake;
let twins: ComparedTwins;

beforeAll(async () => {
  const engines = await startEngines();
  lake = await twinLake(engines, 'questions', BASE_LAKE);
  twins = await openComparedTwins(engines, lake, 'questions');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

const LONGEST_MS = 600_000;

describe.concurrent.each(readQuestions())('$name', (question) => {
  test.each(variantsOf(question).first)(
    'gives the same answer on Trino and DuckDB: $name',
    async ({ given }) => {
      const { sql, parameters } = bind(question, given);
      const [athena, duckdb] = await Promise.all([
        answerOf(twins.athena, sql, parameters),
        answerOf(twins.duckdb, sql, parameters),
      ]);
      expect(differences(athena, duckdb, true)).toEqual([]);
    },
    LONGEST_MS,
  );
});

describe.concurrent.each(readQuestions())('$name', (question) => {
  test('Trino takes it with all parameters', async () => {
    const given = withAll(question);
    const leftOut = bindLeftOut(question, readGiven(question, given));
    for (const bound of [bind(question, given), ...leftOut]) {
      const sql = inlined(bound).replaceAll(' AS MATERIALIZED (', ' AS (');
      expect(await twins.onTrino(`EXPLAIN (TYPE VALIDATE) ${sql}`, [[true]])).toEqual([[true]]);
    }
  });

  const { leftOut } = question;
  if (leftOut.length === 0) return;
  test(
    'what it leaves out is counted alike on Trino and DuckDB',
    async () => {
      for (const { sql, parameters } of bindLeftOut(question, readGiven(question, newestOf(question).given))) {
        const [athena, duckdb] = await Promise.all([
          answerOf(twins.athena, sql, parameters),
          answerOf(twins.duckdb, sql, parameters),
        ]);
        expect(differences(athena, duckdb, false)).toEqual([]);
      }
    },
    LONGEST_MS,
  );
});

test.each([
  ['change_counts', { from_date: '2026-04-01', to_date: '2026-07-01' }],
  ['principal_owners', { snapshot_date: '2026-07-01' }],
])('a statement of the page gives the same answer on Trino and DuckDB: %s', async (name, given) => {
  const { sql, parameters } = bind(readReportStatement(name), given);
  const [athena, duckdb] = await Promise.all([
    answerOf(twins.athena, sql, parameters),
    answerOf(twins.duckdb, sql, parameters),
  ]);
  expect(differences(athena, duckdb, true)).toEqual([]);
});

test(
  'the digest of two dates is the same on Trino and DuckDB',
  async () => {
    await sameDigest(twins, FIRST_PAIR, QUICK);
  },
  LONGEST_MS,
);

test('both compare the tasks that nobody derived, and make the same sheet of them', async () => {
  const digest = await sameDigest(twins, FIRST_PAIR, TASKS, true);
  expect(digest).toMatchObject({ sheet: { taskStates: { DONE: 2, NOT_COMPARED: 2, OPEN: 3, USED: 1 } } });
});

test('no statement comes near the 150 stages that Trino allows', () => {
  const statements = twins.stages().filter(({ sql }) => !sql.startsWith('EXPLAIN'));
  for (const { sql, stages } of statements.slice(0, 3))
    console.log(`${stages} stages: ${sql.slice(-120).replaceAll('\n', ' ')}`);
  expect(statements.length).toBeGreaterThan(readQuestions().length);
  expect(statements[0]?.stages).toBeGreaterThan(1);
  expect(statements[0]?.stages).toBeLessThanOrEqual(100);
});

test.each([
  ['users_of', { service: 'S3' }, 's3'],
  ['users_of', { service: 'newsvc' }, 'newsvc'],
  ['users_of', { service: 's33' }, 'knows no such service'],
  ['users_of.of-action', { action: 'IAM:attachrolepolicy' }, 'iam:AttachRolePolicy'],
  ['users_of.of-action', { action: 'newsvc:dothing' }, 'newsvc:DoThing'],
  ['users_of.of-action', { action: 'iam:Nothing' }, 'knows no such action'],
  ['principals', { account: '222222222222' }, '222222222222'],
  ['principals', { account: '222222222223' }, 'knows no such account'],
  ['principals', { ou: 'ou-prod' }, 'ou-prod'],
  ['principals', { ou: 'ou-prd' }, 'knows no such OU'],
  ['principal_access', { principal: 'arn:aws:iam::333333333333:role/ci' }, 'arn:aws:iam::333333333333:role/ci'],
  ['principal_access', { principal: 'arn:aws:iam::555555555555:role/la' }, 'knows no such user or role'],
])('both know the same names: %s %j', async (name, given, shown) => {
  const question = findQuestion(name);
  const dated = withDates(question, given, BASE_DATES);
  const known = (engine: QueryEngine) =>
    knownValues(engine, { question, given, dated }, {}).then(
      (cells) => JSON.stringify([...cells]),
      (error: Error) => error.message,
    );
  const [athena, duckdb] = await Promise.all([known(twins.athena), known(twins.duckdb)]);
  expect(duckdb).toContain(shown);
  expect(athena).toBe(duckdb);
});
