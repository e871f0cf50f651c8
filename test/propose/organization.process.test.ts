/** What spans accounts: families of one policy, drafts of SCPs, permission sets with accounts that are gone. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { everything, proposed } from './proposing.js';

const document =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:CreateQueue","sqs:DeleteQueue","sns:Publish"],"Resource":"*"}]}';
const policy = (account: string) => `arn:aws:iam::${account}:policy/team/shared`;
const accounts = ['222222222222', '333333333333', '444444444444'];
/** In 222… CreateQueue is used, in 333… DeleteQueue; sns by nobody; 444… in another OU failed; 555… uses nothing. */
const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | ou_path | status | error_code | is_management_account
r1 | 111111111111 | r-root | exported | - | true
r1 | 222222222222 | r-root/ou-a | exported | - | false
r1 | 333333333333 | r-root/ou-a | exported | - | false
r1 | 444444444444 | r-root/ou-b | failed | AccessDenied | false
r1 | 555555555555 | r-root/ou-c | exported | - | false
[principals]
run_id | principal_arn | created_at | attached_policy_arns
r1 | 222222222222:role/app | 2024-01-01 | ${policy('222222222222')}
r1 | 333333333333:role/app | 2024-01-01 | ${policy('333333333333')}
r1 | 555555555555:role/idle | 2024-01-01 | -
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | 222222222222:role/app | sqs | 2026-06-20
r1 | 333333333333:role/app | sqs | 2026-06-20
r1 | 222222222222:role/app | sns | -
r1 | 333333333333:role/app | sns | -
r1 | 555555555555:role/idle | dms | -
r1 | 555555555555:role/idle | rbin | -
r1 | 555555555555:role/idle | sns | -
r1 | 555555555555:role/idle | sqs | -
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 | 222222222222:role/app | sqs | CreateQueue | 2026-06-20
r1 | 222222222222:role/app | sqs | DeleteQueue | -
r1 | 333333333333:role/app | sqs | CreateQueue | -
r1 | 333333333333:role/app | sqs | DeleteQueue | 2026-06-20
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | sqs | CreateQueue | Write | true
r1 | sqs | DeleteQueue | Write | true
r1 | sns | Publish | Write | false
r1 | sns | CreateTopic | Write | true
r1 | glue | PassConnection | Write | false
r1 | glue | CreateJob | Write | true
r1 | billing | GetBillingData | Read | true
r1 | dms | CreateEndpoint | Write | true
r1 | rbin | CreateRule | Write | true
r1 | iam | CreateRole | Write | true
r1 | foo | Bar | Write | false
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
${accounts
  .slice(0, 2)
  .map((id) => `r1 | ${id} | ${policy(id)} | shared | /team/ | false | v1 | 1 | 0 | ${document}`)
  .join('\n')}
`;

const folder = mkdtempSync(join(tmpdir(), 'organization-'));
const read = (path: string) => JSON.parse(readFileSync(join(folder, 'out', path), 'utf8'));

let engine: QueryEngine;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  await proposed(engine, join(folder, 'out'), { dates: ['2026-07-01'] });
});

const families = (name: string) => JSON.parse(readFileSync(join(folder, name, 'index.json'), 'utf8')).families;

/** The permission set Dev: a role now, and one of 999…, which left the organization since and used DeleteQueue. */
const sso = (account: string, id: string) => `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_${id}`;
const inline =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:CreateQueue","sqs:DeleteQueue"],"Resource":"*"}]}';
const departed = `[runs]
run_id | snapshot_date | reference_date
r1 | 2026-05-20 | 2026-05-18
r2 | 2026-07-01 | 2026-06-25
[accounts]
run_id | account_id | status
r1 r2 | 222222222222 | exported
r1 | 999999999999 | exported
[principals]
run_id | principal_arn | permission_set_name | created_at | inline_policy_names
r1 r2 | ${sso('222222222222', '1')} | Dev | 2024-01-01 | AwsSSOInlinePolicy
r1 | ${sso('999999999999', '2')} | Dev | 2024-01-01 | AwsSSOInlinePolicy
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 r2 | ${sso('222222222222', '1')} | sqs | -
r1 | ${sso('999999999999', '2')} | sqs | 2026-05-10
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 r2 | ${sso('222222222222', '1')} | sqs | CreateQueue | -
r1 r2 | ${sso('222222222222', '1')} | sqs | DeleteQueue | -
r1 | ${sso('999999999999', '2')} | sqs | DeleteQueue | 2026-05-10
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 r2 | sqs | CreateQueue | Write | true
r1 r2 | sqs | DeleteQueue | Write | true
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 r2 | 222222222222 | ${sso('222222222222', '1')} | role | AwsSSOInlinePolicy | ${inline}
r1 | 999999999999 | ${sso('999999999999', '2')} | role | AwsSSOInlinePolicy | ${inline}
`;

it('keeps of a permission set what was used within the days in an account that has left the organization since', async () => {
  const other = await duckdbEngine(await writeLake(join(folder, 'departed'), departed));
  const dates = ['2026-05-20', '2026-07-01'];
  const set = (await proposed(other, join(folder, 'sets'), { dates })).get('Dev');
  await other.close();
  expect(set).toMatchObject({
    kind: 'permission_set',
    status: 'proposed',
    holders: 1,
    holders_gone: 1,
    actions_leave_text: 1,
  });
  const after = readFileSync(join(folder, 'sets', set?.id as string, 'after.json'), 'utf8');
  expect(JSON.parse(after).Statement[0].Action).toEqual(['sqs:DeleteQueue']);
  expect(readFileSync(join(folder, 'sets', set?.id as string, 'README.md'), 'utf8')).toContain('AWSReservedSSO_Dev_2');
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

it('writes one text for the same policy in several accounts, by the uses of all of them', () => {
  const [family, ...others] = read('index.json').families;
  expect(others).toEqual([]);
  expect(family).toMatchObject({ name: 'shared', path: '/team/', accounts: ['222222222222', '333333333333'] });
  expect(family.status).toBe('conditional');
  expect(family.blockers).toEqual([{ code: 'account_not_measured', subject: '444444444444', removable_without: 1 }]);
  expect(family.document_ids).toHaveLength(2);
  expect(read(`${family.folder}/after.json`).Statement[0].Action).toEqual(['sqs:CreateQueue', 'sqs:DeleteQueue']);
  const [first] = family.document_ids;
  expect(read(`${first}/after.json`).Statement[0].Action).toEqual(['sqs:CreateQueue']);
});

it('writes none where an account keeps the text, or was not looked at: the template reaches it, too', async () => {
  const dates = ['2026-07-01'];
  const exceptions = exceptionsOf({ principals: [`arn:aws:iam::222222222222:role/app`] });
  const kept = await proposed(engine, join(folder, 'kept'), { dates, exceptions });
  expect([...kept.values()].map(({ status }) => status)).toContain('proposed');
  expect(families('kept')).toEqual([]);
  const selection = { ...everything, accountIds: ['222222222222'] };
  await proposed(engine, join(folder, 'one'), { dates, selection });
  expect(families('one')).toEqual([]);
});

/** The policy in 555…, too, without its text. */
const unknown = (use: string) => `${lake
  .replace('role/idle | 2024-01-01 | -', `role/idle | 2024-01-01 | ${policy('555555555555')}`)
  .replace('role/idle | sns | -', `role/idle | sns | ${use}`)
  .replace(
    '[actions]',
    `${['CreateQueue', 'DeleteQueue'].map((name) => `r1 | 555555555555:role/idle | sqs | ${name} | -\n`).join('')}$&`,
  )}r1 | 555555555555 | ${policy('555555555555')} | shared | /team/ | false | v1 | 1 | 0 | -
`;

it('tells the account where the text of a family is not known, and keeps what its holders used', async () => {
  for (const use of ['-', '2026-06-20']) {
    const other = await duckdbEngine(await writeLake(join(folder, `unknown${use}`), unknown(use)));
    const entries = await proposed(other, join(folder, `unknown-out${use}`), { dates: ['2026-07-01'] });
    await other.close();
    expect(entries.get('shared')).toMatchObject({
      account_id: '555555555555',
      status: 'refused',
      reason: 'no_document',
    });
  }
  const [family] = families('unknown-out-');
  expect(family).toMatchObject({ status: 'conditional', accounts: ['222222222222', '333333333333'] });
  expect(family.blockers.map(({ subject }: { subject: string }) => subject)).toEqual(['555555555555', '444444444444']);
  expect(families('unknown-out2026-06-20')).toEqual([]);
});

it('writes no family where a holder of the text that is not known is excepted', async () => {
  const other = await duckdbEngine(await writeLake(join(folder, 'unknown-kept'), unknown('-')));
  for (const [name, exceptions] of [
    ['principal', exceptionsOf({ principals: ['arn:aws:iam::555555555555:role/idle'] })],
    ['policy', exceptionsOf({ policies: [policy('555555555555')] })],
  ] as const) {
    await proposed(other, join(folder, name), { dates: ['2026-07-01'], exceptions });
    expect(families(name)).toEqual([]);
  }
  await other.close();
});

it('drafts an SCP at the highest OU for which nothing speaks against a service', () => {
  expect(read('scp/draft/ou-a.json').Statement[0]).toMatchObject({
    Effect: 'Deny',
    Action: ['sns:*'], // dms is granted to nobody there
    Resource: '*',
  });
  expect(read('scp/draft/ou-c.json').Statement[0].Action).toEqual(['dms:*', 'sns:*', 'sqs:*']); // rbin restores
  for (const ou of ['r-root', 'ou-b'])
    expect(existsSync(join(folder, 'out', 'scp', 'draft', `${ou}.json`))).toBe(false);
  expect(readFileSync(join(folder, 'out', 'scp', 'draft', 'README.md'), 'utf8')).toContain('These are only drafts');
});

it('exempts who is there and keeps all it has, by the ARN, and drafts no SCP that is longer than asked for', async () => {
  const exceptions = exceptionsOf({ principals: ['role/idle'] });
  const drafts = async (scpLimit: number) => {
    await proposed(engine, join(folder, 'short'), { dates: ['2026-07-01'], scpLimit, exceptions });
    const place = join(folder, 'short', 'scp', 'draft');
    return new Map(readdirSync(place).map((name) => [name, readFileSync(join(place, name), 'utf8')]));
  };
  const all = await drafts(5120);
  const lengthOf = (name: string): number => (all.get(name) as string).length;
  expect([...all.keys()].sort()).toEqual(['README.md', 'ou-a.json', 'ou-c.json']);
  const exempt = (name: string): string[] =>
    JSON.parse(all.get(name) as string).Statement[0].Condition.ArnNotLike['aws:PrincipalArn'];
  expect(exempt('ou-a.json')).toEqual([
    'arn:*:iam::*:role/OrganizationAccountAccessRole',
    'arn:*:iam::*:role/AWSControlTowerExecution',
    'arn:*:iam::*:role/stacksets-exec-*',
  ]);
  expect(exempt('ou-c.json')).toEqual([...exempt('ou-a.json'), 'arn:aws:iam::555555555555:role/idle']);
  const split = await drafts(lengthOf('ou-c.json') - 1);
  expect([...split.keys()].sort()).toEqual(['README.md', 'ou-a.json', 'ou-c-2.json', 'ou-c.json']);
  for (const name of ['ou-c.json', 'ou-c-2.json']) {
    expect(split.get(name)?.length).toBeLessThan(lengthOf('ou-c.json'));
  }
  const few = await drafts(lengthOf('ou-a.json'));
  expect([...few.keys()].sort()).toEqual(['README.md', 'ou-a.json']);
  expect(few.get('README.md')).toContain('- `ou-c`: 3 services, 4 exempt: no draft');
});
