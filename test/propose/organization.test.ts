/** What spans accounts: families of one policy, drafts of SCPs. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { proposed } from './proposing.js';

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

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  await proposed(engine, join(folder, 'out'), { dates: ['2026-07-01'] });
  await engine.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

it('writes one text for the same policy in several accounts, by the uses of all of them', () => {
  const [family, ...others] = read('index.json').families;
  expect(others).toEqual([]);
  expect(family).toMatchObject({ name: 'shared', path: '/team/', accounts: ['222222222222', '333333333333'] });
  expect(family.document_ids).toHaveLength(2);
  expect(read(`${family.folder}/after.json`).Statement[0].Action).toEqual(['sqs:CreateQueue', 'sqs:DeleteQueue']);
  const [first] = family.document_ids;
  expect(read(`${first}/after.json`).Statement[0].Action).toEqual(['sqs:CreateQueue']);
});

it('drafts an SCP at the highest OU that was measured whole, of what the lake can show at all', () => {
  expect(read('scp/draft/ou-a.json').Statement[0]).toMatchObject({ Effect: 'Deny', Action: ['sns:*'], Resource: '*' });
  expect(read('scp/draft/ou-c.json').Statement[0].Action).toEqual(['sns:*', 'sqs:*']);
  for (const ou of ['r-root', 'ou-b'])
    expect(existsSync(join(folder, 'out', 'scp', 'draft', `${ou}.json`))).toBe(false);
  expect(readFileSync(join(folder, 'out', 'scp', 'draft', 'README.md'), 'utf8')).toContain('A draft');
});
