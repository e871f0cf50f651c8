import { afterAll, beforeAll, expect, test } from 'vitest';
import { bind, inlined } from '../../../src/query/question/bind.js';
import { type Question, readQuestions } from '../../../src/query/question/questions.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type TwinLake, twinLake } from './lake.js';
import { openTwins, type Twins } from './twins.js';

/** Ten dates, the last of them alone in a second lake. */
const dates = Array.from({ length: 10 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}`);
const newest = dates.at(-1) as string;
const accounts = ['111111111111', '222222222222'];
const principals = accounts.flatMap((account) => Array.from({ length: 50 }, (_, n) => `${account}:role/role-${n}`));

/**
 * What reads facts of other dates, and of these runs, which have none, their rows: known uses, and what any
 * snapshot saw. facts-pruning.release.test.ts holds what the facts cost.
 */
const READS_FACTS = /\b(known_\w+|(action|service)_access(_until)?|untracked_actions|lookback)\b/;

const questions = readQuestions().filter(asksOneDate);
const ASKED = ['action_access', 'measured_actions', ...questions.map(({ sql }) => sql)];

let engines: Engines;
const lakes: TwinLake[] = [];
const twins: Twins[] = [];

beforeAll(async () => {
  engines = await startEngines();
  for (const [database, of] of Object.entries({ ten: dates, one: [newest] })) {
    const lake = await twinLake(engines, `pruning-${database}`, lakeText(of));
    lakes.push(lake);
    twins.push(await openTwins(engines, lake, database, ASKED));
  }
});

afterAll(async () => {
  for (const twin of twins) await twin.close();
  for (const lake of lakes) await lake.remove();
});

async function bytesOf(sql: string, schema: string): Promise<number> {
  return (await engines.trino.query(sql, { schema })).physicalInputBytes;
}

/** The law: of a lake of ten dates the bytes are read that a lake of this date alone would cost. */
async function costsOneDate(sql: string): Promise<void> {
  expect(await bytesOf(sql, 'ten')).toBe(await bytesOf(sql, 'one'));
}

test('every date costs as much as the newest: all ten cost ten times one', async () => {
  const [ten, one] = [
    await bytesOf('SELECT * FROM action_access', 'ten'),
    await bytesOf('SELECT * FROM action_access', 'one'),
  ];
  expect(ten).toBeGreaterThan(one * 9);
});

test('measured_actions reads the date that it is asked for, and no other', async () => {
  await costsOneDate(`SELECT * FROM measured_actions WHERE snapshot_date = '${newest}'`);
  await costsOneDate(`SELECT * FROM measured_actions WHERE snapshot_date IN ('${newest}')`);
});

test.each(questions)('$name reads the date that it is asked for, and no other', (question) =>
  costsOneDate(inlined(bind(question, givenOf(question)))),
);

/** A question of one snapshot that neither says that it reads the others nor asks what they know of uses. */
function asksOneDate({ parameters, limits, sql }: Question): boolean {
  const snapshots = parameters.filter(({ type }) => type === 'snapshot');
  return snapshots.length === 1 && !/reads every snapshot/i.test(limits) && !READS_FACTS.test(sql);
}

function givenOf({ parameters }: Question): Record<string, string> {
  const needed = parameters.filter(({ type, required }) => required || type === 'snapshot');
  return Object.fromEntries(needed.map(({ name, type }) => [name, exampleOf(type)]));
}

function exampleOf(type: Question['parameters'][number]['type']): string {
  if (type === 'snapshot') return newest;
  if (type === 'service') return 's3';
  return type === 'arn' ? `arn:aws:iam::${principals[0]}` : 's3:Action1';
}

function lakeText(of: readonly string[]): string {
  const table = (name: string, columns: string, rows: readonly string[]) =>
    `[${name}]\n${columns}\n${rows.join('\n')}\n`;
  const time = (date: string, seconds: number) =>
    new Date(Date.parse(date) - seconds * 1009_000).toISOString().slice(0, 19).replace('T', ' ');
  const each = <T>(make: (date: string, principal: string, nth: number) => T[]) =>
    of.flatMap((date) => principals.flatMap((principal, nth) => make(date, principal, nth)));
  return [
    table(
      'runs',
      'run_id | snapshot_date',
      of.map((date) => `run-${date} | ${date}`),
    ),
    table(
      'accounts',
      'run_id | account_id',
      of.flatMap((date) => accounts.map((id) => `run-${date} | ${id}`)),
    ),
    table(
      'principals',
      'run_id | principal_arn | created_at',
      each((date, arn) => [`run-${date} | ${arn} | 2020-01-01`]),
    ),
    table(
      'service_last_accessed',
      'run_id | principal_arn | service_namespace | last_accessed_at',
      each((date, arn, nth) => [`run-${date} | ${arn} | s3 | ${time(date, nth)}`]),
    ),
    table(
      'action_last_accessed',
      'run_id | principal_arn | service_namespace | action_name | last_accessed_at',
      each((date, arn, nth) =>
        Array.from({ length: 200 }, (_, n) => `run-${date} | ${arn} | s3 | Action${n} | ${time(date, nth * 200 + n)}`),
      ),
    ),
    table(
      'actions',
      'run_id | service_namespace | action_name | access_level | is_tracked',
      of.flatMap((date) => Array.from({ length: 200 }, (_, n) => `run-${date} | s3 | Action${n} | Write | true`)),
    ),
  ].join('\n');
}
