/** Sentences that say no more than is so: what stays administrator, how many statements there are, what a command makes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeReport } from '../../src/report/write.js';
import { indexOf, proposed, request } from '../propose/proposing.js';
import { writeLake } from '../query/lake/write-lake.js';
import { openReport } from './browser.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-sentences-'));
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
let browser: Browser;
let engine: QueryEngine;

const document = (...actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
const [one, two] = ['222222222222', '333333333333'];
const wide = 'arn:aws:iam::aws:policy/Wide';
const pages = `arn:aws:iam::${one}:policy/pages`;

/** role/ops uses iam:AttachRolePolicy and nothing else; role/pages reads; Wide is attached in both accounts. */
const lake = `[runs]
run_id | snapshot_date | reference_date
r1 | 2026-05-01 | 2026-06-25
r2 | 2026-07-01 | 2026-06-25
[accounts]
run_id | account_id | account_name | ou_path
r1 r2 | ${one} | One | r-root
r1 r2 | ${two} | Two | r-root
[principals]
run_id | principal_arn | created_at | attached_policy_arns | inline_policy_names | role_last_used_at
r1 r2 | ${one}:role/ops | 2024-01-01 | - | powers | 2026-06-30
r1 r2 | ${one}:role/pages | 2024-01-01 | ${pages} | - | 2026-06-30
r1 r2 | ${one}:role/more | 2024-01-01 | ${pages} | - | 2026-06-30
r1 r2 | ${one}:role/wide | 2024-01-01 | ${wide} | - | 2026-06-30
r1 r2 | ${two}:role/wide | 2024-01-01 | ${wide} | - | 2026-06-30
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 r2 | ${one}:role/ops | iam | AttachRolePolicy | 2026-04-20
r1 r2 | ${one}:role/ops | iam | PutRolePolicy | -
r1 r2 | ${one}:role/ops | sqs | CreateQueue | -
r1 r2 | ${one}:role/pages | s3 | ListAllMyBuckets | 2026-04-20
r1 r2 | ${one}:role/pages | sqs | ListQueues | -
r1 r2 | ${one}:role/more | s3 | ListAllMyBuckets | -
r1 r2 | ${one}:role/more | sqs | ListQueues | -
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 r2 | iam | AttachRolePolicy | Permissions management | true
r1 r2 | iam | PutRolePolicy | Permissions management | true
r1 r2 | sqs | CreateQueue | Write | true
r1 r2 | sqs | ListQueues | List | true
r1 r2 | s3 | ListAllMyBuckets | List | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | created_at | updated_at | document
r1 r2 | ${one} | ${pages} | pages | / | false | v1 | 2 | 0 | 2024-01-01 | 2024-01-01 | ${document('s3:ListAllMyBuckets', 'sqs:ListQueues')}
r1 r2 | ${one} | ${wide} | Wide | / | true | v1 | 1 | 0 | 2024-01-01 | 2024-01-01 | ${document('s3:*', 'sqs:*')}
r1 r2 | ${two} | ${wide} | Wide | / | true | v1 | 1 | 0 | 2024-01-01 | 2024-01-01 | ${document('s3:*', 'sqs:*')}
[policy_statements]
run_id | account_id | owner_arn | owner_type | policy_type | policy_name | statement_index | effect | actions | not_actions | resources | has_condition
r1 r2 | ${one} | ${pages} | policy | managed | pages | 0 | Allow | s3:ListAllMyBuckets, sqs:ListQueues | - | * | false
r1 r2 | ${one} | ${wide} | policy | managed | Wide | 0 | Allow | s3:*, sqs:* | - | * | false
r1 r2 | ${two} | ${wide} | policy | managed | Wide | 0 | Allow | s3:*, sqs:* | - | * | false
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 r2 | ${one} | ${one}:role/ops | role | powers | ${document('iam:AttachRolePolicy', 'iam:PutRolePolicy', 'sqs:CreateQueue')}
`.replaceAll(`| ${one}:role/ops | role |`, `| arn:aws:iam::${one}:role/ops | role |`);

async function reportWith(proposals: number): Promise<string> {
  const file = join(folder, `report-${proposals}.html`);
  await writeReport(engine, file, { ...options, proposals }, { assets: await pageAssets(folder) });
  return file;
}

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  browser = await launch();
});

afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  rmSync(folder, { recursive: true });
});

it('whoever stays an administrator is one on the card, in the ticket and in the list, with what to do about it', async () => {
  const ops = `arn:aws:iam::${one}:role/ops`;
  const { page, go } = await openReport(browser, await reportWith(150), { hash: `#principal=${ops}` });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const still = 'still administrator, through iam:AttachRolePolicy. Ask the owner whether its holders have to change';
  expect(await page.locator('.verdict dt:text-is("By proposal") + dd').innerText()).toContain(still);
  await page.getByText('Copy ticket').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(still);
  await go('#worklist');
  const row = page.locator('tr', {
    has: page.locator(`a[href="#principal=${encodeURIComponent(ops)}"], a[href="#principal=${ops}"]`),
  });
  expect(await row.first().innerText()).toContain('still administrator');
  expect(await page.getByText('still administrator').count()).toBe(await row.getByText('still administrator').count());
  await page.close();
});

it('a policy of AWS has as many statements as its text, in however many accounts it is', async () => {
  const { page } = await openReport(browser, await reportWith(0), { hash: `#policy=${wide}` });
  expect(await page.locator('main').innerText()).toContain('It allows, in 1 statement: ');
  await page.close();
});

it('the command of a document that only reads makes a smaller one', async () => {
  const { page } = await openReport(browser, await reportWith(0), { hash: `#policy=${pages}` });
  const words = await page.locator('.proposals').innerText();
  expect(words).toContain('All that can be removed only reads.');
  expect(words).toContain(`--policy ${pages} --read-only --least-gain 0 --out ./proposals`);
  await page.close();
  const out = join(folder, 'proposals');
  const asked = { ...request.selection, policies: [pages] };
  for (const isReadOnlyIncluded of [false, true]) {
    await proposed(engine, out, { isReadOnlyIncluded, selection: asked, leastGain: 0 });
    expect(indexOf(out).documents.map(({ id }) => id !== null)).toEqual([isReadOnlyIncluded]);
  }
});
