/** What holds for every question, whatever it asks. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { findQuestion } from '../../src/query/question/find.js';
import { type Parameter, type Question, readQuestions } from '../../src/query/question/questions.js';
import { sampled } from '../sampled.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'laws-'));
let engine: QueryEngine;
let whole: QueryEngine;
let oneFailed: QueryEngine;

/** A permission set in two accounts, all measured but, where `failed`, its role in one of them. */
const small = (failed: boolean) => `
[runs]
run_id | snapshot_date
r1     | 2026-07-01
[accounts]
run_id | account_id   | ou_path     | ou_path_names | principals_total
r1     | 222222222222 | r-root/ou-a | Root/A        | 1
r1     | 333333333333 | r-root/ou-a | Root/A        | 1
[principals]
run_id | principal_arn           | principal_id | permission_set_name | created_at | status   | generated_at
r1     | 222222222222:role/admin | AROAA        | Admin               | 2024-01-01 | exported | 2026-07-01 06:00
r1     | 333333333333:role/admin | AROAB        | Admin               | 2024-01-01 | ${failed ? 'failed   | -' : 'exported | 2026-07-01 06:00'}
[service_last_accessed]
run_id | principal_arn           | service_namespace | last_accessed_at
r1     | 222222222222:role/admin | kms               | -
[action_last_accessed]
run_id | principal_arn           | service_namespace | action_name | last_accessed_at
r1     | 222222222222:role/admin | kms               | ListKeys    | -
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1     | kms               | ListKeys    | List         | true
`;

beforeAll(async () => {
  const base = readFileSync(new URL('./questions/base.txt', import.meta.url), 'utf8');
  engine = await duckdbEngine(await writeLake(join(folder, 'base'), base));
  whole = await duckdbEngine(await writeLake(join(folder, 'whole'), small(false)));
  oneFailed = await duckdbEngine(await writeLake(join(folder, 'failed'), small(true)));
});
afterAll(async () => {
  for (const each of [engine, whole, oneFailed]) await each?.close();
  rmSync(folder, { recursive: true });
});

/** A value that is well formed and names nothing that there is. */
const NOTHING: Readonly<Record<Exclude<Parameter['type'], 'choice'>, string>> = {
  flag: 'yes',
  string: 'none',
  integer: '1',
  days: '1',
  snapshot: 'newest',
  account: '999999999999',
  ou: 'none',
  service: 'none',
  arn: 'arn:aws:iam::999999999999:role/none',
  action: 'none:None',
  tag: 'none=none',
  policy: 'none',
  document: 'none',
  permission_set: 'none',
  role_name: 'none',
  owner: 'none',
  owner_entry: 'none',
  task_entry: 'none',
  exception: 'none',
  idle_name: 'none',
};

function nothingFor({ type, choices }: Parameter): string {
  return type === 'choice' ? (choices[0] as string) : NOTHING[type];
}

function required(parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(parameters.filter((each) => each.required).map((each) => [each.name, nothingFor(each)]));
}

const questions = readQuestions();

it.each(sampled(2, questions).map((question) => [question.name, question] as const))(
  '%s takes every parameter',
  async (name, { parameters }) => {
    const all = Object.fromEntries(parameters.map((each) => [each.name, each.default ?? nothingFor(each)]));
    await rowsOf(ask(engine, name, all));
    await rowsOf(ask(engine, name, required(parameters), { limit: 1 }));
  },
);

/** Say in numbers how many were not measured, or list OUs that something is missing of. */
const NUMBERS_ONLY = [
  'guardrails.by-action',
  'sets.by-action',
  'sets',
  'usage.by-ou',
  'usage.by-service',
  'guardrails',
  'usage',
  'usage_trend',
];
/** List what was measured or listed alone, for coverage_gaps stands beside them; or what the service reference knows; or count gaps in their rows. */
const OF_WHAT_IS_KNOWN = [
  'removable.by-action',
  'removable.by-service',
  'role_names',
  'principals.by-action',
  'principals.by-service',
  'principals.kind-observed',
  'known_actions',
];
const listing = questions.filter(({ name, parameters }) => {
  const filters = parameters.filter((each) => each.type !== 'snapshot' && !['integer', 'days'].includes(each.type));
  return filters.length > 0 && ![...NUMBERS_ONLY, ...OF_WHAT_IS_KNOWN].includes(name);
});

/** Filters on what is not known of an account that failed, and those that it passes. */
const OF_THE_ACCOUNT: Readonly<Record<string, string>> = {
  service: 'none',
  access_level: 'List',
  action: 'none:None',
  principal_type: 'user',
  permission_set: 'none',
  policy: 'none',
  tag: 'none=none',
  except: 'none',
  expected: 'none',
  except_tag: 'none',
  except_action: 'none:None',
  except_policy: 'none',
  principal: 'arn:aws:iam::333333333333:role/none',
  ou: 'ou-dev',
  account: '333333333333',
};
/** Its name, type and tags were listed: a filter on them is one that it passes. */
const OF_THE_PRINCIPAL: Readonly<Record<string, string>> = {
  service: 'none',
  access_level: 'List',
  action: 'none:None',
  principal_type: 'role',
  policy: 'none',
  except: 'none',
  expected: 'none',
  principal: 'arn:aws:iam::222222222222:role/broken',
  ou: 'ou-prod',
  account: '222222222222',
};

type Case = readonly [name: string, given: Readonly<Record<string, string>>, shown: string];

/** Every filter at once: a gap that one of them takes away is not shown. `named`: what tells it where it has a row of its own. */
function filtered({ name, parameters, gap }: Question, values: Readonly<Record<string, string>>, named: string): Case {
  const shown = gap?.key ? 'NOT_MEASURED' : named;
  const given = parameters.flatMap((each) => (values[each.name] ? [[each.name, values[each.name]]] : []));
  return [name, Object.fromEntries(given), shown];
}

async function showsGap([name, given, shown]: Case): Promise<boolean> {
  const rows = (await rowsOf(ask(engine, name, given))).map((row) => row.join('|'));
  return rows.some((row) => row.includes(shown) && /NOT_MEASURED|UNKNOWN|failed/.test(row));
}

/** Answers about one principal name neither it nor its account. */
const ofOne = (name: string): boolean => name === 'principal_access' || name === 'principal_history';

it.each(
  listing.map((question) => filtered(question, OF_THE_ACCOUNT, ofOne(question.name) ? 'AccessDenied' : '333333333333')),
)('%s shows an account that was not measured through %j', async (...args) => {
  expect(await showsGap(args)).toBe(true);
});

/** Ask of accounts alone, of service-linked roles, or of what was listed of a principal that failed too. */
const NOT_OF_PRINCIPALS = [
  'policies.kind-unattached',
  'dormant_principals.kind-service_linked',
  'changes',
  'policies',
  'external_trust',
  'policies.kind-wildcard',
  'policies.kind-direct',
  'usage.by-age',
  'policies.by-service',
  'unused_assignments',
];

it.each(
  listing
    .filter(({ name }) => !NOT_OF_PRINCIPALS.includes(name))
    .map((question) => filtered(question, OF_THE_PRINCIPAL, ofOne(question.name) ? 'Throttling' : 'role/broken')),
)('%s shows a principal that was not measured through %j', async (...args) => {
  expect(await showsGap(args)).toBe(true);
});

const counted = questions.filter(({ name }) => NUMBERS_ONLY.includes(name)).flatMap(variants);

function variants({ name, parameters }: Question): [string, Record<string, string>][] {
  const by = parameters.find((each) => each.name === 'by')?.choices ?? [];
  return by.length > 0 ? by.map((choice) => [name, { by: choice }]) : [[name, {}]];
}

it.each(counted)('%s %j counts one more who was not measured when one principal fails', async (name, given) => {
  const unmeasured = async (measured: QueryEngine): Promise<number[]> => {
    const { columns, pages } = await ask(measured, name, given);
    const at = columns.findIndex((column) => column.name === 'principals_unmeasured');
    const rows = await rowsOf(Promise.resolve({ columns, pages }));
    if (!findQuestion(name).gap?.key) expect(rows.map((row) => row[at])).not.toContain(null);
    return rows.map((row) => Number(row[at]));
  };
  expect(Math.max(0, ...(await unmeasured(whole)))).toBe(0);
  expect(Math.max(...(await unmeasured(oneFailed)))).toBe(1);
});
