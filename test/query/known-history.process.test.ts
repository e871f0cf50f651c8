/** What all runs of a lake know up to a date, superseded and partial ones too: reports, witnesses, holders, blind Regions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
let engine: QueryEngine;

/**
 * boss may do everything but SQS:Send*; app is granted what it needs. r3 is a later run of the date of r2 and replaces
 * it; r4 repairs that date ten days later, and measures the other account alone.
 */
const LAKE = `
[runs]
run_id | snapshot_date | started_at       | finished_at      | scope
r1     | 2026-01-01    | 2026-01-01 05:00 | 2026-01-01 07:00 | {}
r2     | 2026-04-01    | 2026-04-01 05:00 | 2026-04-01 07:00 | {}
r3     | 2026-04-01    | 2026-04-01 09:00 | 2026-04-01 11:00 | {}
r4     | 2026-04-01    | 2026-04-11 05:00 | 2026-04-11 07:00 | {}
r5     | 2026-07-01    | 2026-07-01 05:00 | 2026-07-01 07:00 | {}

[accounts]
run_id      | account_id   | account_name | ou_path | status   | principals_total
r1 r2 r3 r5 | 222222222222 | A            | r-root  | exported | 2
r4          | 222222222222 | A            | r-root  | excluded | -
r4          | 333333333333 | B            | r-root  | exported | 1

[principals]
run_id      | principal_arn           | created_at | attached_policy_arns                | inline_policy_names | group_names | generated_at     | role_last_used_at | role_last_used_region
r1          | 222222222222:role/boss  | 2020-01-01 |                                     | all                 |             | 2026-01-01 06:00 | -                 | -
r2          | 222222222222:role/boss  | 2020-01-01 |                                     | all                 |             | 2026-04-01 06:00 | 2026-03-01        | eusc-de-east-1
r3          | 222222222222:role/boss  | 2020-01-01 |                                     | all                 |             | 2026-04-01 10:00 | 2026-03-01        | eu-central-1
r5          | 222222222222:role/boss  | 2020-01-01 |                                     | all                 |             | 2026-07-01 09:00 | 2026-03-01        | global
r1          | 222222222222:user/app   | 2020-01-01 | arn:aws:iam::222222222222:policy/p  |                     | Team        | 2026-01-01 06:00 | -                 | -
r2          | 222222222222:user/app   | 2020-01-01 |                                     |                     |             | 2026-04-01 06:30 | -                 | -
r4          | 333333333333:role/late  | 2020-01-01 |                                     |                     |             | 2026-04-11 06:00 | -                 | -

[groups]
run_id | account_id   | group_arn               | group_id | group_name | path | inline_policy_names
r1     | 222222222222 | 222222222222:group/team | AGPA     | team       | /    | own

[inline_policies]
run_id      | account_id   | owner_arn              | owner_type | policy_name | document
r1 r2 r3 r5 | 222222222222 | 222222222222:role/boss | role       | all         | {"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"SQS:Send*","Resource":"*"}]}

[service_last_accessed]
run_id      | principal_arn          | service_namespace | last_accessed_at | last_accessed_region | actions_tracked
r1 r2 r3 r5 | 222222222222:role/boss | s3                | -                | -                    | 1
r2 r3 r5    | 222222222222:role/boss | kms               | -                | -                    | 0
r1          | 222222222222:user/app  | s3                | -                | -                    | 1
r2          | 222222222222:user/app  | s3                | 2026-02-01       | xx-made-up-9         | 2
r2          | 222222222222:user/app  | sqs               | -                | -                    | 0
r4          | 333333333333:role/late | athena            | -                | -                    | 0

[action_last_accessed]
run_id      | principal_arn          | service_namespace | action_name | last_accessed_at | last_accessed_region
r1 r2 r3 r5 | 222222222222:role/boss | s3                | GetObject   | -                | -
r1          | 222222222222:user/app  | s3                | GetObject   | -                | -
r2          | 222222222222:user/app  | s3                | getObject   | -                | -
r2          | 222222222222:user/app  | s3                | ListBuckets | -                | -
`;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(folder, LAKE));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const select = (sql: string) => rowsOf(engine.query(sql, []));

test('a service is new where a witness that is not denied it reported before, by reports and not by dates', async () => {
  const upTo = (date: string) =>
    select(`SELECT service_namespace, CAST(first_reported_at AS varchar), is_new FROM first_reported_services
      WHERE until_date = '${date}' ORDER BY 1`);
  expect(await upTo('2026-01-01')).toEqual([['s3', '2026-01-01 06:00:00', false]]);
  expect(await upTo('2026-04-01')).toEqual([
    ['athena', '2026-04-11 06:00:00', true],
    ['kms', '2026-04-01 06:00:00', true],
    ['s3', '2026-01-01 06:00:00', false],
    ['sqs', '2026-04-01 06:30:00', false],
  ]);
});

test('an action is one, however its name is written; a witness of its service tells whether it is new', async () => {
  const actions =
    await select(`SELECT action_key, CAST(first_reported_at AS varchar), CAST(first_witnessed_at AS varchar), is_new
    FROM first_reported_actions WHERE until_date = '2026-04-01' ORDER BY 1`);
  expect(actions).toEqual([
    ['getobject', '2026-01-01 06:00:00', '2026-01-01 06:00:00', false],
    ['listbuckets', '2026-04-01 06:30:00', '2026-01-01 06:00:00', true],
  ]);
});

test('who held what, also by a group, is known of every run', async () => {
  const held =
    await select(`SELECT run_id, principal_id, policy_type, owner_arn, policy_name, group_name FROM known_holders
    WHERE principal_id = 'AIDAAPP' OR run_id = 'r2' ORDER BY 1, 2, 3`);
  expect(held).toEqual([
    ['r1', 'AIDAAPP', 'inline', 'arn:aws:iam::222222222222:group/team', 'own', 'team'],
    ['r1', 'AIDAAPP', 'managed', 'arn:aws:iam::222222222222:policy/p', null, null],
    ['r2', 'AROABOSS', 'inline', 'arn:aws:iam::222222222222:role/boss', 'all', null],
  ]);
});

test('whatever looks like a Region is one, in every run; other text is none', async () => {
  const regions =
    await select(`SELECT DISTINCT run_id, principal_id, region, is_untracked_region, CAST(blind_until AS date)
    FROM known_principal_uses WHERE blind_until IS NOT NULL ORDER BY 1, 2`);
  expect(regions).toEqual([
    ['r2', 'AIDAAPP', 'xx-made-up-9', true, '2026-02-01'],
    ['r2', 'AROABOSS', 'eusc-de-east-1', true, '2026-03-01'],
    ['r3', 'AROABOSS', 'eu-central-1', false, '2015-10-01'],
  ]);
});

test('listings and grants of every run are readable, and the chosen run has its own', async () => {
  expect(
    await select(`SELECT run_id, count(*), count(generated_at) FROM known_listings GROUP BY 1 ORDER BY 1`),
  ).toEqual([
    ['r1', 2n, 2n],
    ['r2', 2n, 2n],
    ['r3', 1n, 1n],
    ['r4', 1n, 1n],
    ['r5', 1n, 1n],
  ]);
  const grants = (view: string) =>
    select(`SELECT DISTINCT run_id FROM ${view} WHERE snapshot_date = '2026-04-01' ORDER BY 1`);
  expect(await grants('known_principal_grants')).toEqual([['r2'], ['r3'], ['r4']]);
  expect(await grants('snapshot_principal_grants')).toEqual([['r3'], ['r4']]);
  const [[capped]] = (await select(
    `SELECT DISTINCT CAST(generated_at AS varchar) FROM snapshot_principal_grants WHERE snapshot_date = '2026-07-01'`,
  )) as [[string]];
  expect(capped).toBe('2026-07-01 07:00:00');
});

test('a list is opened by its hash in whichever run has it', async () => {
  const opened = await select(`SELECT DISTINCT g.principal_id, l.action_key
    FROM snapshot_principal_grants g
    JOIN known_granted_lists l ON l.service_namespace = g.service_namespace AND l.list_hash = g.list_hash
    WHERE g.snapshot_date = '2026-07-01' AND l.snapshot_date = '2026-01-01'`);
  expect(opened).toEqual([['AROABOSS', 'getobject']]);
});
