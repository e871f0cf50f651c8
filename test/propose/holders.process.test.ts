/** What hangs on who holds a document: copies a holder, what a blocker costs, what holders really lose. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { actionsOf, type Entry, indexOf, proposed } from './proposing.js';

const account = '222222222222';
const arn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const shared = `arn:aws:iam::${account}:policy/shared`;
const ecs = arn('aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS');
const linked = `arn:aws:iam::${account}:policy/linked`;
const aws = 'arn:aws:iam::aws:policy/Everything';
const document = (actions: string[], more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*', ...more }] });
const secret = { Condition: { StringEquals: { 'sts:ExternalId': '***' } } };

/**
 * Everything of AWS: of the role a, which uses S3, and of the group ops, whose member uses SQS. The policy shared: of the
 * role old, and of young, which alone uses CreateBucket and the service sqs. The role twice has two policies; the second
 * grants CreateBucket, and nobody may change it. The policy linked: of a service-linked role that uses nothing.
 */
const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | principal_type | created_at | attached_policy_arns | inline_policy_names | group_names | tags
r1 | ${arn('a')} | role | 2024-01-01 | ${aws} | - | - |
r1 | arn:aws:iam::${account}:user/member | user | 2024-01-01 | - | - | ops |
r1 | ${arn('old')} | role | 2024-01-01 | ${shared} | - | - |
r1 | ${arn('young')} | role | 2026-06-20 | ${shared} | - | - |
r1 | ${arn('twice')} | role | 2024-01-01 | - | one, two | - | team=payments
r1 | ${ecs} | role | 2024-01-01 | ${linked} | - | - |
[groups]
run_id | account_id | group_id | group_arn | group_name | path | created_at | attached_policy_arns
r1 | ${account} | AGPAOPS | arn:aws:iam::${account}:group/ops | ops | / | 2024-01-01 | ${aws}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | ${arn('a')} | s3 | 2026-06-20
r1 | ${arn('a')} | sqs | -
r1 | arn:aws:iam::${account}:user/member | s3 | -
r1 | arn:aws:iam::${account}:user/member | sqs | 2026-06-20
r1 | ${arn('old')} | s3 | 2026-06-20
r1 | ${arn('old')} | sqs | -
r1 | ${arn('young')} | s3 | 2026-06-25
r1 | ${arn('young')} | sqs | 2026-06-25
r1 | ${arn('twice')} | s3 | -
r1 | ${ecs} | s3 | -
r1 | ${arn('twice')} | sqs | 2026-06-20
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 | ${arn('old')} | s3 | ListBuckets | 2026-06-20
r1 | ${arn('old')} | s3 | CreateBucket | -
r1 | ${arn('old')} | s3 | PutBucketPolicy | -
r1 | ${arn('young')} | s3 | ListBuckets | -
r1 | ${arn('young')} | s3 | CreateBucket | 2026-06-25
r1 | ${arn('young')} | s3 | PutBucketPolicy | -
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | CreateBucket | Write | true
r1 | s3 | ListBuckets | List | true
r1 | s3 | PutBucketPolicy | Permissions management | true
r1 | sqs | CreateQueue | Write | true
r1 | sqs | DeleteQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
r1 | ${account} | ${aws} | Everything | / | true | v1 | 2 | 0 | ${document(['s3:*', 'sqs:*'])}
r1 | ${account} | ${shared} | shared | / | false | v1 | 2 | 0 | ${document(['s3:CreateBucket', 's3:ListBuckets', 's3:PutBucketPolicy', 'sqs:CreateQueue'])}
r1 | ${account} | ${linked} | linked | / | false | v1 | 1 | 0 | ${document(['s3:CreateBucket', 's3:ListBuckets'])}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 | ${account} | ${arn('twice')} | role | one | ${document(['s3:CreateBucket', 's3:PutBucketPolicy'])}
r1 | ${account} | ${arn('twice')} | role | two | ${document(['s3:Create*'], secret)}
`;

const folder = mkdtempSync(join(tmpdir(), 'holders-'));
let engine: QueryEngine;
let entries: Map<string, Entry>;
const entry = (name: string): Entry => entries.get(name) as Entry;
const copies = (out: string) =>
  indexOf(join(folder, out)).documents.filter(({ kind }) => kind === 'aws_managed_policy');
const after = (out: string, { id }: Entry) =>
  actionsOf(readFileSync(join(folder, out, id as string, 'after.json'), 'utf8'));

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  entries = await proposed(engine, join(folder, 'out'), { dates: ['2026-07-01'] });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

it('makes one copy of a policy of AWS for all holders, or one for each that has it attached', async () => {
  expect(entry('Everything')).toMatchObject({ status: 'unchanged', holders: 2, holder_arn: null });
  await proposed(engine, join(folder, 'each'), { dates: ['2026-07-01'], isPerHolder: true });
  const [role, group, ...others] = copies('each') as [Entry, Entry];
  expect(others).toEqual([]);
  expect(role).toMatchObject({ status: 'proposed', holder_arn: arn('a'), services_removed: ['sqs'], holders: 1 });
  expect(group).toMatchObject({ status: 'proposed', services_removed: ['s3'], holders: 1 });
  expect([after('each', role), after('each', group)]).toEqual([['s3:*'], ['sqs:*']]);
  expect(role.id).not.toBe(group.id);
  expect(role.copy_names).not.toEqual(group.copy_names);
  const script = readFileSync(join(folder, 'each', group.id as string, 'apply.sh'), 'utf8');
  expect(script).toContain('\\"attached\\":[{\\"type\\":\\"group\\",\\"name\\":\\"ops\\"}]');
});

it('keeps what a group has where one of its members is excepted', async () => {
  const exceptions = exceptionsOf({ principals: ['member'] });
  const whole = await proposed(engine, join(folder, 'member'), { dates: ['2026-07-01'], exceptions });
  expect(whole.get('Everything')).toMatchObject({ status: 'refused', reason: 'excepted_holder' });
  await proposed(engine, join(folder, 'members'), { dates: ['2026-07-01'], exceptions, isPerHolder: true });
  expect(copies('members').map(({ status }) => status)).toEqual(['proposed', 'refused']);
});

it('leaves a policy alone by its name, and what a role with a tag holds', async () => {
  const change = (given: object) => ({ dates: ['2026-07-01'], exceptions: exceptionsOf(given) });
  const policy = await proposed(engine, join(folder, 'policy'), change({ policies: ['shar*'] }));
  expect(policy.get('shared')).toMatchObject({ status: 'refused', reason: 'excepted_policy' });
  expect(policy.get('one')).toMatchObject({ status: 'proposed' });
  const tag = await proposed(engine, join(folder, 'tag'), change({ tags: ['team=payments'] }));
  expect(tag.get('one')).toMatchObject({ status: 'refused', reason: 'excepted_holder' });
  expect(tag.get('shared')?.status).toBe('conditional');
});

it('leaves a policy alone that a service-linked role holds', () => {
  expect(entry('linked')).toMatchObject({ status: 'refused', reason: 'service_linked', holders: 1 });
});

it('says what could go without a holder, which is more than what goes once it is accepted', () => {
  expect(entry('shared')).toMatchObject({ status: 'conditional', actions_leave_text: 1 });
  expect(entry('shared').blockers).toMatchObject([
    { code: 'young_holder', subject: arn('young'), removable_without: 3 }, // its own CreateBucket and CreateQueue, too
  ]);
  const readme = readFileSync(join(folder, 'out', entry('shared').id as string, 'README.md'), 'utf8');
  expect(readme).toContain('Without this blocker, 3 actions could be removed.');
});

it('counts what holders really lose, and ranks by it', () => {
  expect(entry('one')).toMatchObject({
    ...{ actions_leave_text: 2, actions_leave_text_changes_policies: 1, actions_leave_text_writes: 1 },
  });
  expect(entry('one').gain).toMatchObject({
    ...{ holders: 1, actions_lost: 1, actions_lost_changes_policies: 1, actions_lost_writes: 0 },
  });
  expect(entry('shared').gain).toMatchObject({ holders: 2, actions_lost: 1 });
});

it('refuses an accept file with a blocker that no document has, and writes nothing', async () => {
  const [blocker] = entry('shared').blockers;
  const accepted = (id: string) => [{ id, reason: 'reads only', owner: 'payments', expires: '2026-12-31' }];
  const changes = (id: string) => ({ dates: ['2026-07-01'], accepted: accepted(id) });
  await proposed(engine, join(folder, 'accepted'), changes(blocker?.id as string));
  for (const id of ['young_holder-00000000', 'reference_old-2026-01-01']) {
    await expect(proposed(engine, join(folder, 'gone'), changes(id))).rejects.toThrow(
      `Cannot use --accept-file: no document has the blocker "${id}".`,
    );
  }
  expect(existsSync(join(folder, 'gone'))).toBe(false);
});
