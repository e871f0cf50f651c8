/** Tasks on the page: a card is its task, a ticket begins with it, and the filters leave what passes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { harmless } from '../../src/query/format/markdown.js';
import { writeReport } from '../../src/report/write.js';
import { writeLake } from '../query/lake/write-lake.js';
import { answer, listed, type Row } from './answers.js';
import { openReport } from './browser.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-tasks-'));
const file = join(folder, 'report.html');
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
let browser: Browser;
let engine: QueryEngine;
let tasks: readonly Row[];

beforeAll(async () => {
  const text = readFileSync(new URL('../query/questions/worklist/work.lake', import.meta.url), 'utf8');
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), withNewTask(text)));
  await writeReport(engine, file, options, { assets: await pageAssets(folder) });
  tasks = (await answer(engine, 'worklist')).filter(({ step }) => step === 'DELETE' || step === 'NARROW');
  browser = await launch();
});

afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  rmSync(folder, { recursive: true });
});

/** role/idle was made in April: too young for a task in May, not in July. */
function withNewTask(text: string): string {
  return text.replaceAll(
    /^r0 (r1 r2 \| 222222222222:role\/idle .*)$/gm,
    (_, row: string) => `   ${row.replace('2024-01-01', '2026-04-01')}`,
  );
}

function viewOf({ subject_type: type, permission_set_name, policy_arn, principal_arn }: Row): string {
  if (type === 'PERMISSION_SET') return `#set=${encodeURIComponent(String(permission_set_name))}`;
  return type === 'MANAGED_POLICY' ? `#policy=${policy_arn}` : `#principal=${principal_arn}`;
}

it('what people decided of a task stands on its card, in its ticket and in the list, behind the others', async () => {
  const plain = await openReport(browser, file, { hash: '#worklist' });
  expect(await plain.page.locator('td:nth-child(5)').allInnerTexts()).toEqual(expect.arrayContaining(['new', 'open']));
  const fresh = plain.page.locator('tr', { has: plain.page.locator('.power.new') }).first();
  const said = await fresh.innerText();
  const task = tasks.find((row) => row.principal_arn !== null && said.includes(String(row.task))) as Row;
  await plain.go('#overview');
  const tasksNew = await plain.page.locator('.story [data-number=tasks_new]').innerText();
  await plain.page.close();
  const decidedWords = 'snoozed until 2099-01-31: a move, see https://evil.example; assigned to @all';
  const decided = { task_entry: [`${task.task_id}␟2099-01-31␟a move, see https://evil.example␟@all`] };
  const snoozed = join(folder, 'snoozed.html');
  await writeReport(engine, snoozed, { ...options, decided }, { assets: await pageAssets(folder) });
  const { page, go } = await openReport(browser, snoozed, { hash: viewOf(task) });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const card = page.locator('.verdict', { hasText: String(task.task) }).first();
  expect(await card.locator('dl').innerText()).toContain(decidedWords);
  await card.getByText('Copy ticket').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    'Decided: snoozed until 2099-01-31: a move, see https&#58;//evil.example; assigned to &#64;all',
  );
  await go('#worklist');
  const rows = page.locator('tr', { hasText: 'snoozed until 2099-01-31' });
  expect(await rows.first().innerText()).toContain(String(task.task));
  expect(await rows.first().locator('.power.new').count()).toBe(0);
  await go('#overview');
  const story = page.locator('.story li', { hasText: '1 is snoozed' });
  expect(await story.locator('[data-number=tasks_new]').innerText()).toBe(tasksNew);
  expect(await story.locator(`a[href="${viewOf(task)}"]`).count()).toBe(0);
  await page.close();
});

it('a subject opens with its task, to the letter, and the ticket begins with it', async () => {
  const { page, go } = await openReport(browser, file);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const row of tasks) {
    await go(viewOf(row));
    const card = page.locator('.verdict', { hasText: String(row.task) }).first();
    expect(await card.locator('.sentence bdi').innerText()).toBe(row.task);
    await card.getByText('Copy ticket').click();
    const ticket = await page.evaluate(() => navigator.clipboard.readText());
    expect(ticket.split('\n')[0]).toBe(harmless(String(row.task)));
    expect(ticket).toContain(`Task: ${row.task_id}`);
    const [state = ''] = (await card.locator('dt:text-is("State") + dd').allInnerTexts()) as string[];
    expect(state).toMatch(/^(new|open|not compared): |^not compared with the audit of /);
    expect(ticket).toContain(`State: ${harmless(state)}`);
    const [proposal] = await card.locator('dt:text-is("By proposal") + dd').allInnerTexts();
    if (proposal !== undefined) expect(ticket).toContain(`By proposal: ${harmless(proposal)}`);
    const isDelete = row.step === 'DELETE';
    expect(await page.locator('.retire').count(), String(row.task)).toBe(Number(isDelete));
    if (isDelete) expect(await page.locator('.proposal').count()).toBe(0);
    await go('#overview');
  }
  expect(tasks.some(({ step }) => step === 'DELETE')).toBe(true);
  await page.close();
});

it('the groups count all tasks, and each leads to its own', async () => {
  const { page, go } = await openReport(browser, file, { hash: '#worklist' });
  const groups = await page.locator('.groups a').evaluateAll((all) =>
    all.map((one) => ({
      href: one.getAttribute('href') ?? '',
      count: Number(one.querySelector('[data-number]')?.textContent),
    })),
  );
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(tasks.length);
  for (const { href, count } of groups.filter((group) => group.count > 0)) {
    await go(href);
    expect(await listed(page, 'Tasks').locator('tbody tr').count(), href).toBe(count);
  }
  await page.close();
});

it('filters by owner leave the tasks that the question with that owner lists', async () => {
  const { page, go } = await openReport(browser, file);
  const owners = [...new Set(tasks.map(({ owner }) => owner))].filter((owner) => owner !== null).map(String);
  for (const owner of owners) {
    await go(`#worklist&owner=${encodeURIComponent(owner)}`);
    const shown = await listed(page, 'Tasks').locator('tbody td:nth-child(4) > bdi').allInnerTexts();
    const own = tasks.filter((row) => row.owner === owner).map(({ task }) => task);
    expect(shown).toEqual(expect.arrayContaining(own));
  }
  expect(owners.length).toBeGreaterThan(0);
  await page.close();
});
