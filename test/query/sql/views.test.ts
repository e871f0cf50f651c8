import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'views-'));
const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
let engine: QueryEngine;
beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(folder, base));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const select = (sql: string) => rowsOf(engine.query(sql, []));

it('shows each account by the newest run that exported it, else failed, else skipped', async () => {
  expect(
    await select(
      `SELECT account_id, run_id, status FROM snapshot_accounts WHERE snapshot_date = '2026-07-01' ORDER BY 1`,
    ),
  ).toEqual([
    ['111111111111', 'r3', 'exported'],
    ['222222222222', 'r4', 'exported'],
    ['333333333333', 'r3', 'failed'],
    ['444444444444', 'r3', 'skipped'],
    ['555555555555', 'r3', 'exported'],
  ]);
});

it('shows no row of a run that was not committed', async () => {
  expect(await select(`SELECT count(*) FROM raw.service_last_accessed WHERE run_id = 'r9'`)).toEqual([[1n]]);
  expect(await select(`SELECT count(*) FROM service_access WHERE service_namespace = 'ghost'`)).toEqual([[0n]]);
  expect(await select(`SELECT count(*) FROM snapshot_principals WHERE role_last_used_region = 'xx-ghost-1'`)).toEqual([
    [0n],
  ]);
});

it('shows no grant of a superseded run, and the use that it saw', async () => {
  expect(
    await select(`SELECT service_namespace, is_granted, last_accessed_run_id FROM service_access
      WHERE snapshot_date = '2026-07-01' AND principal_arn LIKE '%:role/app' ORDER BY 1`),
  ).toEqual([
    ['kms', false, 'r3'],
    ['s3', true, 'r4'],
    ['sqs', true, null],
  ]);
});

it('gives what was not measured one row without service and action, in both views', async () => {
  const gaps = [
    ['222222222222', 'role/broken', 'Throttling'],
    ['222222222222', 'role/gone', 'NoSuchEntity'],
    ['333333333333', null, 'AccessDenied'],
    ['444444444444', null, 'Suspended'],
  ];
  for (const [view, nulls] of [
    ['service_access', 'service_namespace IS NULL'],
    ['action_access', 'service_namespace IS NULL AND action_name IS NULL AND access_level IS NULL'],
  ]) {
    expect(
      await select(`SELECT account_id, split_part(principal_arn, ':', 6), error_code FROM ${view}
        WHERE snapshot_date = '2026-07-01' AND state = 'NOT_MEASURED' AND ${nulls} ORDER BY 1, 2`),
    ).toEqual(gaps);
  }
});

it('takes the evidence from the report back, where the reference does not know the action to the first report that shows it', async () => {
  expect(
    await select(`SELECT principal_name, service_namespace, action_name, evidence_days FROM action_access
      WHERE snapshot_date = '2026-07-01' AND action_name IN ('AttachRolePolicy', 'ListKeys', 'DoThing', 'CreateQueue')
      ORDER BY 1, 2, 3`),
  ).toEqual([
    ['AWSReservedSSO_Admin_0123456789abcdef', 'iam', 'AttachRolePolicy', 400],
    ['AWSReservedSSO_Admin_0123456789abcdef', 'newsvc', 'DoThing', 0],
    ['alice', 'iam', 'AttachRolePolicy', 395],
    ['app', 'sqs', 'CreateQueue', 400],
    ['lab', 'kms', 'ListKeys', 16],
    ['shared', 'sqs', 'CreateQueue', 400],
  ]);
});

it('counts whole days from the last access to the report', async () => {
  expect(
    await select(`SELECT service_namespace, action_name, state, days_since_last_access FROM action_access
      WHERE snapshot_date = '2026-07-01' AND principal_name IN ('app', 'alice') AND last_accessed_at IS NOT NULL
      ORDER BY 1, 2`),
  ).toEqual([
    ['iam', 'CreatePolicyVersion', 'ACCESSED', 122],
    ['iam', 'ListRoles', 'ACCESSED', 122],
    ['s3', 'ListAllMyBuckets', 'ACCESSED', 1],
  ]);
});

it('sees the use of a role that no service row shows, to the day', async () => {
  expect(
    await select(`SELECT principal_name, has_unlisted_use FROM snapshot_principals
      WHERE snapshot_date = '2026-07-01' AND account_id = '222222222222' ORDER BY 1`),
  ).toEqual([
    ['AWSServiceRoleForECS', false],
    ['alice', null],
    ['app', false],
    ['broken', null],
    ['gone', null],
    ['old-batch', false],
    ['recreated', false],
    ['shared', true],
  ]);
});

it('does not know what is not tracked, by what the reference of that run says', async () => {
  expect(
    await select(`SELECT principal_name, service_namespace, action_name, access_level, state FROM untracked_actions
      WHERE snapshot_date = '2026-07-01' AND account_id = '222222222222' AND principal_name IN ('app', 'alice')
      ORDER BY 1, 2, 3`),
  ).toEqual([
    ['alice', 'iam', 'PassRole', 'Write', 'NOT_TRACKED'],
    ['app', 's3', 'GetObject', 'Read', 'NOT_TRACKED'],
    ['app', 's3', 'NewThing', 'Read', 'NOT_TRACKED'],
    ['app', 's3', 'PutObject', 'Write', 'NOT_TRACKED'],
    ['app', 'sqs', 'SendMessage', 'Write', 'NOT_TRACKED'],
  ]);
});

it('remembers when a grant was first seen and when it was last used, principal by principal', async () => {
  const rows = await rowsOf(ask(engine, 'principals.by-action', { snapshot_date: '2026-07-01' }));
  const ids = ['AROAAPP', 'AROABATCH', 'AROANEW', 'AROASHARED'];
  const history = rows
    .filter((row) => ids.includes(String(row[3])) && row[4] === 's3')
    .map((row) => [row[3], row[5], ...row.slice(13)])
    .sort((a, b) => String(a).localeCompare(String(b)));
  expect(history).toEqual([
    ['AROAAPP', 'CreateBucket', '2026-01-01 06:00:00.000', false, null],
    ['AROAAPP', 'DeleteBucket', '2026-07-01 15:00:00.000', true, null],
    ['AROAAPP', 'ListAllMyBuckets', '2026-01-01 06:00:00.000', false, '2026-06-30 10:00:00.000'],
    ['AROABATCH', 'ListAllMyBuckets', '2026-01-01 06:00:00.000', false, '2025-02-01 03:00:00.000'],
    ['AROANEW', 'ListAllMyBuckets', '2026-07-01 15:00:00.000', false, null],
  ]);
});

it('shows the newest date in the views for BI', async () => {
  expect(await select('SELECT DISTINCT snapshot_date FROM bi_coverage WHERE is_latest = 1')).toEqual([['2026-07-01']]);
});
