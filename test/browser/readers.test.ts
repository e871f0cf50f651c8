/** What a reader of the page, of a ticket and on a phone needs: where, which, and nothing said again on every line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeReport } from '../../src/report/write.js';
import { writeLake } from '../query/lake/write-lake.js';
import { answer } from './answers.js';
import { openReport } from './browser.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';

const work = readFileSync(new URL('../query/questions/worklist/work.lake', import.meta.url), 'utf8');
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', '/home/ann/lake'] };
const folder = mkdtempSync(join(tmpdir(), 'access-lake-readers-'));
const file = join(folder, 'report.html');
let browser: Browser;
let engine: QueryEngine;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), work));
  await writeReport(engine, file, { ...options, proposals: 0 }, { assets: await pageAssets(folder) });
  browser = await launch();
});

afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  rmSync(folder, { recursive: true });
});

it('a ticket names no path of this machine, but the snapshot, the task and what stands for the lake', async () => {
  const { page } = await openReport(browser, file, { hash: '#principal=arn:aws:iam::222222222222:role/idle' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('Copy ticket').first().click();
  const ticket = await page.evaluate(() => navigator.clipboard.readText());
  expect(ticket).not.toContain('/home/ann');
  expect(ticket).toMatch(/^Task: [0-9a-f]{64} of the snapshot of 2026-07-01$/m);
  expect(ticket).toContain('Lake: a folder: put its path for LAKE\n');
  expect(ticket).toContain(
    'query principal_access --destination LAKE --principal arn:aws:iam::222222222222:role/idle ',
  );
  await page.close();
});

it('what several tasks say alike of the age of their grants stands once above the list', async () => {
  const young = work.replace(/^r0 .*\n/m, '');
  const asked = await duckdbEngine(await writeLake(join(folder, 'young'), young));
  const at = join(folder, 'young.html');
  await writeReport(asked, at, { ...options, proposals: 0 }, { assets: await pageAssets(folder) });
  const rows = (await answer(asked, 'worklist')).filter(({ step }) => step === 'DELETE' || step === 'NARROW');
  await asked.close();
  const aged = (age: string) => rows.slice(0, 10).filter((row) => row.grant_age === age).length;
  const { page } = await openReport(browser, at, { hash: '#overview' });
  const said = await page.locator('.first').innerText();
  const notes: readonly (readonly [string, string])[] = [
    ['UNKNOWN', 'when it was granted is not known'],
    ['BOUNDED', 'when it was attached is not known'],
  ];
  expect(Math.max(aged('UNKNOWN'), aged('BOUNDED'))).toBeGreaterThan(1);
  for (const [age, words] of notes) expect(said.split(words).length - 1, age).toBe(Math.min(1, aged(age)));
  await page.close();
});

it('on a phone the list of principals shows the account, in rows as high as before', async () => {
  const { page } = await openReport(browser, file, { hash: '#principals', width: 390 });
  const row = page.locator('tbody tr', { hasText: 'vendor' }).first();
  expect(await row.innerText()).toMatch(/vendor\s+A\b/);
  expect((await row.boundingBox())?.height).toBe(37);
  await page.close();
});

it('services begin with the OU that has the most candidates, and say of each how many it has', async () => {
  const { page } = await openReport(browser, file, { hash: '#services' });
  const options = await page.locator('select[name=ou] option').allInnerTexts();
  const found = (await answer(engine, 'guardrails')).filter(({ is_candidate: is }) => is === true);
  const number = (text: string): number => Number(/: ([\d,]+) candidates?$/.exec(text)?.[1] ?? 0);
  const byOu = new Map<unknown, number>();
  for (const { ou_id: ou } of found) byOu.set(ou, (byOu.get(ou) ?? 0) + 1);
  expect(options.map(number)).toEqual(options.map(number).toSorted((a, b) => b - a));
  expect(options.map(number).filter((one) => one > 0)).toEqual([...byOu.values()].sort((a, b) => b - a));
  expect(options.every((text) => /: (no candidates|[\d,]+ candidates?)$/.test(text))).toBe(true);
  await page.close();
});
