/** Laws of the views at their edges, each over a lake of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'edges-'));
afterAll(() => rmSync(folder, { recursive: true }));
let lakes = 0;

async function open(text: string) {
  const engine = await duckdbEngine(await writeLake(join(folder, String(++lakes)), text));
  return { select: (sql: string) => rowsOf(engine.query(sql, [])), engine };
}

const ACCOUNT = `
[accounts]
run_id   | account_id   | account_name | ou_path | principals_total
r1 r2 r3 | 222222222222 | A            | r-root  | 1
`;
const RUNS = `
[runs]
run_id | snapshot_date
r1     | 2026-01-01
r2     | 2026-04-01
r3     | 2026-07-01
`;

it('takes a row as proof that its action is tracked, whatever the reference says', async () => {
  const { select, engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn          | created_at
r1     | 222222222222:role/a    | 2020-01-01
r1     | 222222222222:role/b    | 2020-01-01
[service_last_accessed]
run_id | principal_arn          | service_namespace | last_accessed_at
r1     | 222222222222:role/a    | s3                | -
r1     | 222222222222:role/b    | s3                | -
[action_last_accessed]
run_id | principal_arn          | service_namespace | action_name | last_accessed_at
r1     | 222222222222:role/a    | s3                | PutObject   | -
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1     | s3                | PutObject   | Write        | false
`);
  const sql = `SELECT principal_name, action_name, state, %s FROM %t WHERE snapshot_date = '2026-01-01' AND action_name IS NOT NULL`;
  expect(await select(sql.replace('%s', 'evidence_days').replace('%t', 'action_access'))).toEqual([
    ['a', 'PutObject', 'NOT_ACCESSED', 0],
  ]);
  expect(await select(sql.replace('%s', '0').replace('%t', 'untracked_actions'))).toEqual([
    ['b', 'PutObject', 'NOT_TRACKED', 0],
  ]);
  await engine.close();
});

it('counts evidence from the first report of what an earlier run of the same date did not show an administrator', async () => {
  const { select, engine } = await open(`
[runs]
run_id | snapshot_date | started_at       | finished_at
r1     | 2026-07-01    | 2026-07-01 05:00 | 2026-07-01 07:00
r2     | 2026-07-01    | 2026-07-01 15:00 | 2026-07-01 17:00
${ACCOUNT.replace('r1 r2 r3', 'r1 r2')}
[principals]
run_id | principal_arn          | created_at | inline_policy_names | generated_at
r1     | 222222222222:role/boss | 2020-01-01 | all                 | 2026-07-01 06:00
r2     | 222222222222:role/boss | 2020-01-01 | all                 | 2026-07-01 16:00
[inline_policies]
run_id | account_id   | owner_arn              | owner_type | policy_name | document
r1 r2  | 222222222222 | 222222222222:role/boss | role       | all         | {"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}
[service_last_accessed]
run_id | principal_arn          | service_namespace | last_accessed_at | actions_tracked
r1 r2  | 222222222222:role/boss | s3                | -                | 1
r2     | 222222222222:role/boss | lambda            | -                | 0
[action_last_accessed]
run_id | principal_arn          | service_namespace | action_name  | last_accessed_at
r1 r2  | 222222222222:role/boss | s3                | CreateBucket | -
r2     | 222222222222:role/boss | s3                | DeleteBucket | -
[actions]
run_id | service_namespace | action_name  | access_level | is_tracked | tracked_since
r1 r2  | s3                | CreateBucket | Write        | true       | 2020-01-01
r1 r2  | s3                | DeleteBucket | Write        | true       | 2020-01-01
`);
  expect(await select('SELECT service_namespace, evidence_days FROM service_access ORDER BY 1')).toEqual([
    ['lambda', 0],
    ['s3', 400],
  ]);
  expect(await select('SELECT action_name, evidence_days FROM action_access ORDER BY 1')).toEqual([
    ['CreateBucket', 400],
    ['DeleteBucket', 0],
  ]);
  await engine.close();
});

it('says nothing of what a principal that failed may do, whatever rows it has', async () => {
  const { select, engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn          | status | error_code
r1     | 222222222222:role/a    | failed | Throttling
[service_last_accessed]
run_id | principal_arn          | service_namespace | last_accessed_at
r1     | 222222222222:role/a    | s3                | 2025-12-01
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1     | s3                | PutObject   | Write        | false
`);
  for (const view of ['untracked_actions', 'known_service_uses', 'measured_actions'])
    expect(await select(`SELECT * FROM ${view}`), view).toEqual([]);
  expect(await select('SELECT state FROM service_access')).toEqual([['NOT_MEASURED']]);
  await engine.close();
});

it('has no more evidence than days since IAM tracks the action, and none where an age is not known', async () => {
  const { select, engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn            | created_at
r3     | 222222222222:role/old    | 2020-01-01
r3     | 222222222222:role/young  | 2026-06-30 07:00
r3     | 222222222222:role/ageless | -
[action_last_accessed]
run_id | principal_arn             | service_namespace | action_name | last_accessed_at
r3     | 222222222222:role/old     | x                 | New         | -
r3     | 222222222222:role/young   | x                 | New         | -
r3     | 222222222222:role/ageless | x                 | New         | -
[actions]
run_id | service_namespace | action_name | access_level | is_tracked | tracked_since
r3     | x                 | New         | Write        | true       | 2026-05-01
`);
  expect(
    await select('SELECT principal_name, evidence_days FROM action_access WHERE action_name IS NOT NULL ORDER BY 1'),
  ).toEqual([
    ['ageless', null],
    ['old', 61],
    ['young', 0],
  ]);
  expect(await rowsOf(ask(engine, 'removable.by-action', { days: 0 }))).toHaveLength(2);
  expect(await rowsOf(ask(engine, 'removable.by-action', { days: 62 }))).toEqual([]);
  await engine.close();
});

it('counts a grant from where it came back, and not from where it was not measured', async () => {
  const { engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn             | status   | error_code
r1     | 222222222222:role/again   | exported | -
r2     | 222222222222:role/again   | exported | -
r3     | 222222222222:role/again   | exported | -
r1     | 222222222222:role/unseen  | exported | -
r2     | 222222222222:role/unseen  | failed   | Throttling
r3     | 222222222222:role/unseen  | exported | -
[action_last_accessed]
run_id | principal_arn             | service_namespace | action_name | last_accessed_at
r1 r3  | 222222222222:role/again   | x                 | A           | -
r1 r3  | 222222222222:role/unseen  | x                 | A           | -
`);
  const grantOf = async (name: string) => {
    const given = { snapshot_date: '2026-07-01', principal: `arn:aws:iam::222222222222:role/${name}` };
    const [row = []] = await rowsOf(ask(engine, 'principal_history', given));
    return row.slice(6, 8);
  };
  expect(await grantOf('again')).toEqual(['2026-07-01 06:00:00.000', true]);
  expect(await grantOf('unseen')).toEqual(['2026-01-01 06:00:00.000', false]);
  await engine.close();
});

it('keeps two ids of one ARN apart: the rows belong to the one that was measured', async () => {
  const { select, engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn        | principal_id | created_at | status   | error_code
r1     | 222222222222:role/a  | AROAONE      | 2020-01-01 | exported | -
r1     | 222222222222:role/a  | AROATWO      | 2026-01-01 | failed   | SecondId
[service_last_accessed]
run_id | principal_arn        | service_namespace | last_accessed_at
r1     | 222222222222:role/a  | s3                | 2025-12-01
`);
  expect(
    await select(
      'SELECT principal_id, service_namespace, state, is_granted, snapshot_date FROM service_access ORDER BY 5, 1',
    ),
  ).toEqual([
    ['AROAONE', 's3', 'ACCESSED', true, '2026-01-01'],
    ['AROATWO', null, 'NOT_MEASURED', null, '2026-01-01'],
    ['AROAONE', 's3', 'ACCESSED', false, '2026-04-01'],
    ['AROAONE', 's3', 'ACCESSED', false, '2026-07-01'],
  ]);
  expect(
    await select('SELECT principal_id, last_used_at, has_unlisted_use FROM snapshot_principals ORDER BY 1'),
  ).toEqual([
    ['AROAONE', '2025-12-01 00:00:00.000', false],
    ['AROATWO', null, null],
  ]);
  await engine.close();
});

it('keeps what an account measured before its access was lost, beside its gaps', async () => {
  const { select, engine } = await open(`${RUNS}
[accounts]
run_id | account_id   | account_name | ou_path | status | error_code   | principals_total
r1     | 222222222222 | A            | r-root  | failed | AccessDenied | 2
[principals]
run_id | principal_arn        | status   | error_code
r1     | 222222222222:role/a  | exported | -
r1     | 222222222222:role/b  | failed   | AccessDenied
[service_last_accessed]
run_id | principal_arn        | service_namespace | last_accessed_at
r1     | 222222222222:role/a  | s3                | -
`);
  expect(await select('SELECT principal_name, service_namespace, state FROM service_access ORDER BY 1')).toEqual([
    ['a', 's3', 'NOT_ACCESSED'],
    ['b', null, 'NOT_MEASURED'],
    [null, null, 'NOT_MEASURED'],
  ]);
  await engine.close();
});

it('takes the newest run of those that ended alike, and a failed one before one that skipped it', async () => {
  const { select, engine } = await open(`
[runs]
run_id | snapshot_date
r1     | 2026-07-01
r2     | 2026-07-01
r3     | 2026-07-01
[accounts]
run_id | account_id   | status
r1     | 111111111111 | exported
r2     | 111111111111 | exported
r3     | 111111111111 | failed
r1     | 222222222222 | failed
r2     | 222222222222 | failed
r3     | 222222222222 | skipped
r1     | 333333333333 | skipped
r3     | 333333333333 | excluded
`);
  expect(await select('SELECT account_id, run_id, status FROM snapshot_accounts ORDER BY 1')).toEqual([
    ['111111111111', 'r2', 'exported'],
    ['222222222222', 'r2', 'failed'],
    ['333333333333', 'r1', 'skipped'],
  ]);
  await engine.close();
});

it('has no evidence of a time after the end of its run', async () => {
  const { select, engine } = await open(`${RUNS}${ACCOUNT}
[principals]
run_id | principal_arn       | created_at | generated_at
r1     | 222222222222:role/a | 2025-12-02 | 2099-01-01
r2     | 222222222222:role/a | 2025-12-02 | 2026-04-01 06:00
[service_last_accessed]
run_id | principal_arn       | service_namespace | last_accessed_at
r1 r2  | 222222222222:role/a | s3                | 2025-12-31
`);
  const sql = `SELECT CAST(generated_at AS varchar), evidence_days, days_since_last_access FROM service_access
    WHERE principal_arn IS NOT NULL AND snapshot_date < '2026-07-01' ORDER BY snapshot_date`;
  expect(await select(sql)).toEqual([
    ['2026-01-01 07:00:00', 30, 1],
    ['2026-04-01 06:00:00', 120, 91],
  ]);
  await engine.close();
});
