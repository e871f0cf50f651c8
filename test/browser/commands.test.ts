/** Commands of the page and of its tickets, of a lake whose names would run something: each runs itself alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeReport } from '../../src/report/write.js';
import { writeLake } from '../query/lake/write-lake.js';
import { commandsIn, hostileLake, paster, RUNS } from '../security/pasting.js';
import { openReport } from './browser.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';
import { viewsOf } from './visits.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-commands-'));
const file = join(folder, 'report.html');
const paste = paster(join(folder, 'sh'));
const place = ['--destination', `./lake${RUNS}`];
let browser: Browser;
let engine: QueryEngine;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), hostileLake()));
  const options = { snapshotDate: undefined, toolVersion: '0.1.0', place };
  await writeReport(engine, file, options, { assets: await pageAssets(folder) });
  browser = await launch();
});

afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  rmSync(folder, { recursive: true });
});

/** What each command runs, and with which words. */
function run(commands: readonly string[]): string[][] {
  return [...new Set(commands)].map((command) => {
    const ran = paste(command);
    expect(ran, command).toHaveLength(1);
    return ran[0] as string[];
  });
}

it('every command of every view and every ticket runs itself alone, with the names as the lake has them', async () => {
  const { page, go } = await openReport(browser, file);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const shown: string[] = [];
  const tickets: string[] = [];
  for (const view of await viewsOf({ page, go }, 20)) {
    await go(view);
    shown.push(...(await page.locator('code.command').allTextContents()));
    for (const button of await page.getByText('Copy ticket').all()) {
      await button.click();
      tickets.push(await page.evaluate(() => navigator.clipboard.readText()));
    }
  }
  const ran = run([...shown, ...tickets.flatMap(commandsIn)]);
  expect(ran.filter(([program]) => program === 'npx').length).toBeGreaterThan(20);
  expect(ran.some((words) => words.includes(`arn:aws:iam::222222222222:role/idle${RUNS}`))).toBe(true);
  const quarantine = ['--role-name', 'idle', '--policy-arn', 'arn:aws-cn:iam::aws:policy/AWSDenyAll'];
  expect(ran.filter(([program]) => program === 'aws').sort()).toEqual([
    ['aws', 'iam', 'attach-role-policy', ...quarantine],
    ['aws', 'iam', 'detach-role-policy', ...quarantine],
  ]);
  expect(tickets.filter((ticket) => ticket.includes('Retire: ')).length).toBe(4);
  await page.close();
});
