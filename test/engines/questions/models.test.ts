/** The models of queries/models have the same rows on both engines. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelStatement, readModels } from '../../../src/query/sql/models.js';
import { answerOf } from '../../recorded/engine.js';
import { startEngines } from '../programs/engines.js';
import { type ComparedTwins, openComparedTwins } from './compared-twins.js';
import { type TwinLake, twinLake } from './lake.js';
import { differences } from './twins.js';

const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');
/** A policy whose text is known, with a former holder, one for emergencies, and an inline one of a group. */
const POLICIES = `
[policy_statements]
run_id | account_id   | owner_arn                                          | owner_type | policy_type | policy_name       | statement_index | sid | effect | actions        | not_actions | resources | has_condition
r4     | 222222222222 | arn:aws:iam::222222222222:policy/p                 | policy     | managed     | p                 | 0               | -   | Allow  | s3:Get*, sqs:* | -           | *         | false
r4     | 222222222222 | arn:aws:iam::222222222222:policy/incident-response | policy     | managed     | incident-response | 0               | -   | Allow  | s3:*           | -           | *         | false
r4     | 222222222222 | 222222222222:group/team                            | group      | inline      | own               | 0               | One | Allow  | s3:*           | -           | *         | false

[principals]
run_id | principal_arn          | created_at | attached_policy_arns                                                                   | inline_policy_names | group_names
r4     | 222222222222:user/held | 2020-01-01 | arn:aws:iam::222222222222:policy/p, arn:aws:iam::222222222222:policy/incident-response |                     | team
r1     | 222222222222:role/once | 2020-01-01 | arn:aws:iam::222222222222:policy/p                                                     |                     |

[action_last_accessed]
run_id | principal_arn          | service_namespace | action_name  | last_accessed_at
r1     | 222222222222:role/once | s3                | DeleteBucket | 2025-12-20

[groups]
run_id | account_id   | group_arn               | group_id | group_name | path | inline_policy_names
r4     | 222222222222 | 222222222222:group/team | AGPATEAM | Team       | /    | own
`;
const DATES = { snapshotDate: '2026-07-01', usesUntil: '2026-07-01' };
const statements = readModels().map(({ name }) => ({ name, sql: modelStatement(`SELECT * FROM ${name}`, DATES) }));

let lake: TwinLake;
let twins: ComparedTwins;

beforeAll(async () => {
  const engines = await startEngines();
  lake = await twinLake(engines, 'models', base + POLICIES);
  twins = await openComparedTwins(engines, lake, 'models');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

test.each(statements)('$name', async ({ sql }) => {
  const [athena, duckdb] = await Promise.all([answerOf(twins.athena, sql, []), answerOf(twins.duckdb, sql, [])]);
  expect(duckdb.rows.length).toBeGreaterThan(0);
  expect(differences(athena, duckdb, false)).toEqual([]);
});

test('no statement comes near the 150 stages that Trino allows', () => {
  expect(twins.stages()[0]?.stages).toBeGreaterThan(1);
  expect(twins.stages()[0]?.stages).toBeLessThanOrEqual(100);
});
