/** `verify` finds facts that keep every count and every latest time, and say something else than the rows or documents. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportedLakes, kindsOf, type Lakes, rewrite, verified } from './damaged-lake.js';

let lakes: Lakes;

beforeAll(async () => {
  lakes = await exportedLakes();
});

afterAll(() => rmSync(lakes.folder, { recursive: true }));

/** Each principal's uses but its last, a day earlier. */
const EARLIER = `SELECT * REPLACE (
  CASE WHEN last_accessed_at = max(last_accessed_at) OVER (PARTITION BY principal_arn) THEN last_accessed_at
    ELSE last_accessed_at - INTERVAL 1 DAY END AS last_accessed_at) FROM rows`;

const TRUST = `policy_type = 'trust'`;

test.each<[lie: string, table: string, select: string, kind: string]>([
  [
    'uses of other actions of the service',
    'action_uses',
    `SELECT * REPLACE (reverse(action_name) AS action_name) FROM rows`,
    'uses',
  ],
  [
    'uses of actions of another service',
    'action_uses',
    `SELECT * REPLACE (service_namespace || 'x' AS service_namespace) FROM rows`,
    'uses',
  ],
  ['uses of actions at earlier times', 'action_uses', EARLIER, 'uses'],
  [
    'uses of actions in another Region',
    'action_uses',
    `SELECT * REPLACE ('mx-central-1' AS last_accessed_region) FROM rows`,
    'uses',
  ],
  [
    'uses of another service',
    'service_uses',
    `SELECT * REPLACE (service_namespace || 'x' AS service_namespace) FROM rows`,
    'uses',
  ],
  ['uses of services at earlier times', 'service_uses', EARLIER, 'uses'],
  [
    'uses of services in another Region',
    'service_uses',
    `SELECT * REPLACE ('mx-central-1' AS last_accessed_region) FROM rows`,
    'uses',
  ],
  [
    'another action that some principal has',
    'seen_actions',
    'SELECT * REPLACE (reverse(action_name) AS action_name) FROM rows',
    'seen',
  ],
  [
    'actions that IAM tracks since earlier',
    'seen_actions',
    `SELECT * REPLACE (first_generated_at - INTERVAL 300 DAY AS first_generated_at) FROM rows`,
    'seen',
  ],
  [
    'services that IAM knows since earlier',
    'seen_services',
    `SELECT * REPLACE (first_generated_at - INTERVAL 300 DAY AS first_generated_at) FROM rows`,
    'seen',
  ],
  [
    'nobody who may do everything',
    'seen_services',
    'SELECT * REPLACE ((unrestricted_principals + 1)::INTEGER AS unrestricted_principals) FROM rows',
    'seen',
  ],
  ...['account_counts', 'account_service_counts', 'account_permission_set_counts'].map(
    (table): [string, string, string, string] => [
      `more evidence in ${table}`,
      table,
      `SELECT * REPLACE ((coalesce(evidence_days_from, 0) + 1)::INTEGER AS evidence_days_from) FROM rows`,
      'evidence_counts',
    ],
  ),
  [
    'a trust policy of everybody',
    'policy_statements',
    `SELECT * REPLACE (CASE WHEN ${TRUST} THEN ['*'] ELSE principals END AS principals) FROM rows`,
    'statements',
  ],
  [
    'a trust policy that asks for an external ID',
    'policy_statements',
    `SELECT * REPLACE (CASE WHEN ${TRUST} THEN NOT has_external_id ELSE has_external_id END AS has_external_id) FROM rows`,
    'statements',
  ],
  [
    'a trust policy that denies',
    'policy_statements',
    `SELECT * REPLACE (CASE WHEN ${TRUST} THEN 'Deny' ELSE effect END AS effect) FROM rows`,
    'statements',
  ],
  [
    'a policy with another Resource',
    'policy_statements',
    `SELECT * REPLACE (CASE WHEN ${TRUST} THEN resources ELSE ['arn:aws:s3:::x'] END AS resources) FROM rows
     WHERE NOT contains(coalesce(resources, ['*']), '*') UNION ALL SELECT * FROM rows
     WHERE contains(coalesce(resources, ['*']), '*')`,
    'statements',
  ],
  ['statements of other names', 'policy_statements', `SELECT * REPLACE ('Harmless' AS sid) FROM rows`, 'statements'],
  [
    'other trust policies',
    'principals',
    `SELECT * REPLACE ('{"Statement":[]}' AS assume_role_policy_document) FROM rows`,
    'statements',
  ],
])('%s', async (_lie, table, select, kind) => {
  const lake = await lakes.copied();
  await rewrite(lake, table, select);
  const found = await verified(lake.path, lake.run.snapshot_date);
  expect(kindsOf(found)).toEqual([kind]);
  expect(found.runs).toMatchObject([{ rowsChecked: true, damaged: true }]);
});

test('says what was added and what is lacking', async () => {
  const lake = await lakes.copied();
  await rewrite(lake, 'action_uses', `SELECT * REPLACE (reverse(action_name) AS action_name) FROM rows`);
  const problems = (await verified(lake.path, lake.run.snapshot_date)).damages.map(({ problem }) => problem);
  expect(problems[0]).toMatch(/^has in action_uses \d+ uses that its rows do not make as they are there, such as \S+:/);
  expect(problems[1]).toMatch(/^lacks in action_uses \d+ uses of its rows, such as \S+:/);
});
