/** Each exception is counted, in every question that takes it: what it leaves out, or what is shown and stays for it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellLeftOut } from '../../src/cli/query/notes.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../src/query/duckdb/open-tables.js';
import { prepareKnown } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { countLeftOut } from '../../src/query/question/left-out.js';
import { type Question, readQuestions } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { writeLake } from './lake/write-lake.js';

/** Two roles of one name, a service-linked role, and policies: one that is attached to nobody, and one that allows all. */
const OTHERS = `
[runs]
run_id | snapshot_date
r1     | 2026-06-01
r2     | 2026-07-01
[accounts]
run_id | account_id   | ou_path | principals_total
r1 r2  | 222222222222 | r-root  | 2
r1 r2  | 333333333333 | r-root  | 1
[principals]
run_id | principal_arn                                                             | created_at | tags
r1 r2  | 222222222222:role/twin                                                    | 2024-01-01 | owner=shop
r1 r2  | 333333333333:role/twin                                                    | 2024-01-01 |
r1 r2  | 222222222222:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS | 2024-01-01 | owner=aws
[action_last_accessed]
run_id | principal_arn          | service_namespace | action_name  | last_accessed_at
r1 r2  | 222222222222:role/twin | s3                | CreateBucket | -
r1 r2  | 333333333333:role/twin | s3                | CreateBucket | -
[policies]
run_id | account_id   | policy_arn                            | policy_id | policy_name | path | is_aws_managed | default_version_id | document | created_at | updated_at | attachment_count
r1 r2  | 222222222222 | arn:aws:iam::222222222222:policy/lone | ANPALONE  | lone        | /    | false          | v1                 | {}       | 2024-02-01 | 2024-02-01 | 0
[policy_statements]
run_id | account_id   | owner_arn                             | owner_type | policy_type | policy_name | statement_index | effect | actions | resources | has_condition | principals       | has_external_id
r1 r2  | 222222222222 | arn:aws:iam::222222222222:policy/lone | policy     | managed     | lone        | 0               | Allow  | s3:*, * | *         | false         | -                | -
r1 r2  | 222222222222 | 222222222222:role/twin                | role       | trust       | -           | 0               | Allow  | sts:AssumeRole | -  | false         | AWS:888888888888 | false
`;

/** Notes that begin so, with how many rows, worked out by hand: of work.lake, and of {@link OTHERS}. */
const COUNTED = `
guardrails.by-action  | except        | Excepted among users and roles with a known use | 1
guardrails.by-action  | except_action | Excepted among actions                                                      | 2
administrators             | except        | Excepted among administrators                                               | 1
dormant_principals         | except        | Left out of users and roles                                                 | 2
sets.by-action     | except_policy | Left out of actions of permission sets                                      | 2
sets.by-action     | except        | Left out of actions of permission sets                                      | 2
sets    | except_policy | Excepted among services of permission sets                                  | 2
sets    | except        | Excepted among services of permission sets                                  | 2
external_trust       | except        | Excepted among roles                                                        | 1
external_trust       | except_tag    | Excepted among roles                                                        | 1
policies             | except        | Excepted among holders of policies                                          | 2
policies             | except_tag    | Excepted among holders of policies                                          | 2
policies.by-service            | except_policy | Excepted among services of policies                                         | 1
policies.by-service            | except        | Excepted among services of policies                                         | 1
policies.by-service            | except_tag    | Excepted among services of policies                                         | 2
policies.by-service            | except_action | Excepted among services of policies                                         | 1
removable.by-action          | except        | Left out of granted actions                                                 | 6
removable          | except        | Left out of granted actions                                                 | 6
removable.by-action          | except_tag    | Left out of granted actions                                                 | 4
removable          | except_tag    | Left out of granted actions                                                 | 4
removable.by-action          | except_action | Left out of granted actions                                                 | 6
removable          | except_action | Left out of granted actions                                                 | 6
removable.by-service         | except        | Left out of granted services                                                | 4
removable.by-service         | except_tag    | Left out of granted services                                                | 3
removable.by-service         | except_action | Left out of granted services                                                | 4
guardrails | except        | Excepted among users and roles with a known use | 1
guardrails | except_action | Excepted among services                                                     | 2
removable.by-action, all             | except        | Left out of granted actions                                                 | 6
removable.by-action, all             | except_tag    | Left out of granted actions                                                 | 4
removable.by-action, all             | except_action | Left out of granted actions                                                 | 6
unused_assignments         | except_policy | Left out of permission sets in an account                                   | 1
unused_assignments         | except        | Left out of permission sets in an account                                   | 1
removable.by-service, all            | except        | Left out of granted services                                                | 4
removable.by-service, all            | except_tag    | Left out of granted services                                                | 4
removable.by-service, all            | except_action | Left out of granted services                                                | 4
worklist                   | except_policy | Excepted among rights of users, roles, permission sets and policies         | 8
worklist                   | except        | Left out of users and roles                                                 | 2
worklist                   | except        | Excepted among rights of users, roles, permission sets and policies         | 8
worklist                   | except_tag    | Excepted among rights of users, roles, permission sets and policies         | 3
worklist                   | except_action | Excepted among rights of users, roles, permission sets and policies         | 13
role_names                 | except        | Excepted among services of role names                                       | 1
role_names                 | except_tag    | Excepted among services of role names                                       | 1
role_names                 | except_action | Excepted among services of role names                                       | 1
policies.kind-wildcard           | except_policy | Left out of statements of policies                                          | 2
policies.kind-unattached        | except_policy | Left out of unattached policies                                             | 1
dormant_principals.kind-service_linked | except       | Left out of service-linked roles                                            | 1
dormant_principals.kind-service_linked | except_tag   | Left out of service-linked roles                                            | 1
`;

const WORK = readFileSync(new URL('./questions/worklist/work.lake', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'exceptions-'));
let engines: readonly DuckdbEngine[];
beforeAll(async () => {
  const lakes = [WORK, OTHERS].map(async (text, at) => duckdbEngine(await writeLake(join(folder, String(at)), text)));
  engines = await Promise.all(lakes);
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true });
});

/** Of each lake. */
const VALUES: readonly Readonly<Record<string, string>>[] = [
  {
    ...{ except: 'one,idle,AWSReservedSSO_Admin_a', except_tag: 'owner' },
    ...{ except_action: 's3:*', except_policy: 'Admin,shared' },
  },
  {
    ...{ except: 'twin,AWSServiceRoleForECS', except_tag: 'owner' },
    ...{ except_action: 's3:CreateBucket', except_policy: 'lone' },
  },
];
const REQUIRED: Readonly<Record<string, string>> = {
  ...{ service: 's3', action: 's3:CreateBucket', expected: 'us-east-1' },
  principal: 'arn:aws:iam::222222222222:role/one',
};
/** Of one date no range is asked, and of work.lake what it holds nothing of. */
const OF_OTHERS = [
  'external_trust',
  'role_names',
  'policies.kind-wildcard',
  'policies.kind-unattached',
  'dormant_principals.kind-service_linked',
];

const asked = readQuestions().flatMap((question) =>
  question.parameters
    .filter(({ name }) => VALUES.some((values) => name in values))
    .flatMap(({ name }) => formsOf(question).map((form) => ({ ...form, option: name, question }))),
);

/** `removable` without and with `--all`. */
function formsOf({ name }: Question): { readonly name: string; readonly more: Given }[] {
  const all = { name: `${name}, all`, more: { all: 'yes' } };
  return [{ name, more: {} }, ...(name.startsWith('removable.by-') ? [all] : [])];
}

test.each(asked)('$name counts what $option names', async ({ name, more, option, question }) => {
  const at = OF_OTHERS.includes(name) ? 1 : 0;
  const engine = engines[at] as DuckdbEngine;
  const required = question.parameters.filter((each) => each.required).map((each) => [each.name, REQUIRED[each.name]]);
  const given = { ...more, [option]: VALUES[at]?.[option], ...Object.fromEntries(required) };
  const { leftOut } = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine) });
  const found = (await countLeftOut(engine, leftOut)).filter(({ reason }) => reason.startsWith('by --'));
  const notes: string[] = [];
  tellLeftOut(found, { note: (text) => void notes.push(text) });
  expect(notes).toEqual(expectedOf(name, option).map((line) => `${line} by --${option.replace('_', '-')}.\n`));
});

/** A question that drops whom an exception names says so of users and roles: of three, in work.lake. */
function expectedOf(question: string, option: string): string[] {
  const own = COUNTED.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const named = own.filter(([name]) => name === question);
  const meant = named.filter(([, counted]) => counted === option);
  return named.length === 0 ? ['Left out of users and roles: 3'] : meant.map(([, , head, rows]) => `${head}: ${rows}`);
}
