/** A service that acts with its user's rights stands in the way, until somebody accepts it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { indexOf, proposed } from './proposing.js';

const account = '222222222222';
const arn = `arn:aws:iam::${account}:role/`;
const statement = { Effect: 'Allow', Action: ['elasticbeanstalk:*', 'sqs:CreateQueue'], Resource: '*' };
const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const ROLES = ['deploys', 'looks'];
const rows = (of: (role: string) => string): string => ROLES.map(of).join('\n');

const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-07-01
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | created_at | attached_policy_arns | inline_policy_names
${rows((role) => `r1 | ${account}:role/${role} | 2024-01-01 | - | own`)}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows((role) => `r1 | ${account}:role/${role} | elasticbeanstalk | 2026-06-20 | eu-west-1`)}
${rows((role) => `r1 | ${account}:role/${role} | sqs | - | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 | ${account}:role/deploys | elasticbeanstalk | CreateEnvironment | 2026-06-20
r1 | ${account}:role/looks | elasticbeanstalk | CreateEnvironment | -
${rows((role) => `r1 | ${account}:role/${role} | elasticbeanstalk | DescribeEvents | 2026-06-20`)}
${rows((role) => `r1 | ${account}:role/${role} | sqs | CreateQueue | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | elasticbeanstalk | CreateEnvironment | Write | true
r1 | elasticbeanstalk | DescribeEvents | Read | true
r1 | sqs | CreateQueue | Write | true
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${rows((role) => `r1 | ${account} | ${account}:role/${role} | role | own | ${text}`)}
`;

const folder = mkdtempSync(join(tmpdir(), 'acting-'));
let engine: QueryEngine;
beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const out = join(folder, 'out');
const asked = async (...ids: readonly string[]) => {
  const accepted = ids.map((id) => ({ id, reason: 'x', owner: 'y', expires: '2999-12-31' }));
  await proposed(engine, out, { dates: ['2026-07-01'], accepted });
  return new Map(indexOf(out).documents.map((entry) => [entry.owner_arn?.slice(arn.length), entry]));
};

it('is asked about where a holder created something through it, and nowhere else; can be accepted', async () => {
  const entries = await asked();
  expect(entries.get('deploys')).toMatchObject({ status: 'conditional', actions_leave_text: 1 });
  expect(entries.get('deploys')?.blockers).toMatchObject([
    { code: 'acts_through', subject: `${arn}deploys through elasticbeanstalk`, removable_without: 1 },
  ]);
  expect(entries.get('looks')?.blockers).toEqual([]);
  expect(entries.get('looks')?.status).toBe('proposed');
  const id = entries.get('deploys')?.blockers[0]?.id as string;
  expect(id).toMatch(/^acts_through-[0-9a-f]{8}$/);
  expect((await asked(id)).get('deploys')?.blockers[0]?.id).toBe(id);
});

it.each(['acts_through_cloudformation-1a2b3c4d', 'acts_through-00000000'])(
  'refuses to accept what no document has: a code of before, or another hash: %s',
  async (id) => {
    await expect(asked(id)).rejects.toThrow(`no document has the blocker "${id}"`);
  },
);
