/** The report in a real browser, from disk: over the lake that the questions are tested on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { fitted } from '../../src/report/fit.js';
import type { PageAssets } from '../../src/report/html.js';
import { writeReport } from '../../src/report/write.js';
import { writeLake } from '../query/lake/write-lake.js';
import { remembered } from '../report/remembered.js';
import { openReport, violations } from './browser.js';
import { generated } from './generated.js';
import { hostile, lakeText } from './lake.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-report-'));
const file = join(folder, 'report.html');
/** Of a thousand principals. */
const many = join(folder, 'many.html');
const app = 'arn:aws:iam::222222222222:role/app';
const views = [
  '#overview',
  '#accounts',
  '#account=333333333333',
  '#principals',
  `#principal=${encodeURIComponent(app)}`,
  '#worklist',
  '#sets',
  '#set=Admin',
  '#services',
  '#policies',
  '#trust',
  '#owners',
  '#changes',
  '#method',
];
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
let browser: Browser;
let engine: QueryEngine;
let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets(folder);
  engine = remembered(await duckdbEngine(await writeLake(join(folder, 'lake'), lakeText())));
  await writeReport(engine, file, options, { assets });
  writeFileSync(many, (await fitted(await generated(1000), assets, 10_000_000)).html);
  browser = await launch();
});

afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  rmSync(folder, { recursive: true });
});

describe('every view', () => {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    it(`has no trouble, reaches nothing and is accessible at ${width} px, ${colorScheme}`, async () => {
      const { page, trouble, go } = await openReport(browser, file, { width, colorScheme });
      for (const view of views) {
        await go(view);
        await page.waitForTimeout(100);
        expect(await violations(page), view).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), view).toBeLessThanOrEqual(
          0,
        );
      }
      expect(trouble).toEqual([]);
      await page.close();
    });
  }
});

it('begins with coverage: what failed, with the reason and the remedy, apart from what nobody can measure', async () => {
  const { page } = await openReport(browser, file);
  const first = page.locator('main section').first();
  expect(await first.locator('h2').innerText()).toBe('⚠ Coverage: 1 account and 1 principal failed');
  expect(await first.innerText()).toContain('3 of 5 accounts');
  const failed = await first.locator('.failed').innerText();
  expect(failed).toMatch(/1 account: AccessDenied. Cannot assume the role/);
  expect(failed).toMatch(/1 principal: Throttling.*run the same export again/s);
  expect(failed).not.toMatch(/Suspended|NoSuchEntity/);
  expect(await first.innerText()).toContain('Cannot be measured: 1 principal (NoSuchEntity), 1 account (Suspended).');
  await page.close();
});

it('is calm about what only its state keeps out', async () => {
  const closed = lakeText()
    .replace(
      '| failed   | AccessDenied | Cannot assume the role    |',
      '| skipped  | CLOSED       | The account is closed     |',
    )
    .replaceAll('| failed   | Throttling  | Rate exceeded    |', '| deleted  | Deleted     | Deleted meanwhile |');
  const place = await writeLake(join(folder, 'calm-lake'), closed);
  const calm = await duckdbEngine(place);
  const path = join(folder, 'calm.html');
  await writeReport(calm, path, options, { assets });
  await calm.close();
  const { page } = await openReport(browser, path);
  const first = page.locator('main section').first();
  expect(await first.locator('h2').innerText()).toBe('✓ Coverage: all that could be measured was');
  expect(await first.innerText()).toContain('1 account (CLOSED)');
  expect(await first.locator('.failed').count()).toBe(0);
  await page.close();
});

it('tells of a newer snapshot of a part, with the command that shows it', async () => {
  const { summary, sheets } = await generated(100);
  const path = join(folder, 'part.html');
  writeFileSync(
    path,
    (await fitted({ summary: { ...summary, newerPart: '2026-07-09' }, sheets }, assets, 10_000_000)).html,
  );
  const { page } = await openReport(browser, path);
  expect(await page.locator('.coverage .note').innerText()).toMatch(
    /covers only part of the accounts.*access-lake report --destination \.\/lake --snapshot-date 2026-07-09/s,
  );
  await page.close();
});

it('calls dormant whom the question calls so: a user of whom no use is known is not known', async () => {
  const { page, go } = await openReport(browser, file);
  for (const days of [30, 90, 180, 365]) {
    const answer = await ask(engine, 'dormant_principals', { days: String(days) }, {});
    const at = (name: string) => answer.columns.findIndex((column) => column.name === name);
    const rows: (readonly Cell[])[] = [];
    for await (const each of answer.pages) rows.push(...each);
    const expected = rows.filter((row) => row[at('is_dormant')] === true).map((row) => row[at('principal_arn')]);
    await go(`#principals&days=${days}`);
    const links = page.locator('.fixed tbody a[href^="#principal="]');
    await expect.poll(() => links.count()).toBe(expected.length);
    const shown = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(shown.toSorted()).toEqual(expected.map((arn) => `#principal=${encodeURIComponent(String(arn))}`).toSorted());
  }
  await page.close();
});

it('holds the detail of all who have any: who is granted nothing lacks none', async () => {
  const { page, go } = await openReport(browser, file, { hash: '#method' });
  const text = await page.locator('main').innerText();
  expect(text).toContain('the services of all 11 measured principals that are granted any, and the actions of all 11');
  expect(text).not.toContain('Ask for one');
  await go('#principal=arn:aws:iam::555555555555:role/bare');
  expect(await page.locator('main').innerText()).toContain('No policy grants it anything.');
  await page.close();
});

it('has the coverage of an account in sight in a narrow page too', async () => {
  const { page } = await openReport(browser, file, { width: 390, hash: '#accounts' });
  for (const warning of await page.locator('td:last-child span').all()) {
    const { x, width } = (await warning.boundingBox()) as { x: number; width: number };
    expect(x + width).toBeLessThanOrEqual(390);
  }
  expect(await page.locator('td:last-child .unmeasured').count()).toBeGreaterThan(2);
  await page.close();
});

it('shows hostile names as text', async () => {
  const { page, trouble } = await openReport(browser, file, { hash: '#account=222222222222' });
  expect(await page.locator('main h2').innerText()).toBe(hostile);
  expect(await page.locator('img').count()).toBe(0);
  expect(trouble).toEqual([]);
  await page.close();
});

it('opens a deep link to a principal, and its service to the states in words', async () => {
  const { page } = await openReport(browser, file, { hash: `#principal=${app}` });
  expect(await page.locator('main h2').innerText()).toBe('app');
  expect(await page.locator('.facts.wide').innerText()).toContain('400 days of evidence');
  await page.locator('.opener', { hasText: 's3' }).focus();
  await page.keyboard.press('Enter');
  const actions = await page.locator('.actions').innerText();
  expect(actions).toMatch(/DeleteBucket.*Not accessed in the tracking period/s);
  expect(actions).toMatch(/GetObject.*Not tracked: do not decide on it, because it is unknown whether it is granted/s);
  expect(actions).toMatch(/ListAllMyBuckets.*Accessed/s);
  expect(await page.locator('main').innerText()).toContain('Newly granted');
  await page.close();
});

it('lists what a principal uses first, and folds what it does not by letter, fifty at a time', async () => {
  const { page } = await openReport(browser, many, { hash: '#principals&state=Accessed' });
  await page.locator('th button', { hasText: 'Unused' }).click();
  await page.locator('.fixed tbody a').first().click();
  const used = page.locator('section > .frame > .services > tbody > tr:not(.opened)');
  await used.first().waitFor();
  expect(await used.filter({ hasText: '○' }).count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(8000);
  await page.locator('.folded > summary').click();
  const letter = page.locator('.letters details').first();
  await letter.locator('summary').click();
  const unused = letter.locator('.services > tbody > tr:not(.opened)');
  await unused.first().waitFor();
  expect(await unused.count()).toBeLessThanOrEqual(50);
  expect(await unused.filter({ hasText: '● Accessed' }).count()).toBe(0);
  expect(await letter.locator('.more').innerText()).not.toContain('-');
  await page.close();
});

it('calls an administrator who is granted an action that makes one, not who may be', async () => {
  const { page, go } = await openReport(browser, file, { hash: '#principal=arn:aws:iam::222222222222:user/alice' });
  expect(await page.locator('.facts.wide').innerText()).toMatch(/Administrator\s+yes/);
  await go('#principal=arn:aws:iam::555555555555:role/reader');
  await page.locator('.opener', { hasText: 'iam' }).click();
  expect(await page.locator('.actions').innerText()).toMatch(/PutGroupPolicy.*Not tracked/s);
  expect(await page.locator('.facts.wide').innerText()).toMatch(/Administrator\s+no/);
  await page.close();
});

it('says of a principal that was not measured nothing but that', async () => {
  const { page } = await openReport(browser, file, { hash: '#principal=arn:aws:iam::222222222222:role/broken' });
  const text = await page.locator('main').innerText();
  expect(text).toContain('Not measured');
  expect(text).toContain('Throttling: Rate exceeded');
  expect(await page.locator('.coverage .command').innerText()).toBe(
    'npx --no-install access-lake query coverage_gaps --destination ./lake --principal arn:aws:iam::222222222222:role/broken --snapshot-date 2026-07-01',
  );
  expect(text).not.toContain('Not accessed in the tracking period');
  expect(text).not.toContain('none seen');
  await page.close();
});

it('tells when a principal that looks unused was last known to be used', async () => {
  const { page } = await openReport(browser, file, { hash: '#principal=arn:aws:iam::222222222222:role/old-batch' });
  expect(await page.locator('.facts.wide').innerText()).toContain('2025-02-01 03:00 UTC, by all snapshots');
  await page.close();
});

it('searches, filters, and drills down to a principal; what is not known never passes as unused', async () => {
  const { page } = await openReport(browser, file, { hash: '#principals' });
  await page.locator('input[type=search]').fill('ALICE');
  expect(await page.locator('[role=status]').innerText()).toBe(
    '1 of 14 principals, and 2 accounts that were not listed',
  );
  await page.locator('input[type=search]').fill('');
  await page.locator('select[name=days]').selectOption('90');
  expect(await page.locator('[role=status]').innerText()).toContain('3 more are left out because it is not known');
  const shown = await page.locator('.fixed tbody').innerText();
  expect(shown).toContain('old-batch');
  expect(shown).not.toMatch(/alice|broken|gone/);
  const copied = page.url();
  await page.locator('.fixed a', { hasText: 'old-batch' }).click();
  await page.waitForSelector('.facts.wide');
  expect(await page.locator('main h2').innerText()).toBe('old-batch');
  const again = await openReport(browser, file, { hash: new URL(copied).hash });
  expect(await again.page.locator('select[name=days]').inputValue()).toBe('90');
  await again.page.close();
  await page.close();
});

it('never forgets accounts that were not listed, which can be chosen', async () => {
  const { page, go } = await openReport(browser, file);
  const card = page.locator('.card', { hasText: 'Dormant roles' });
  expect(await card.innerText()).toContain('Not known: 3 of these, and 2 accounts that were not listed.');
  await go('#principals');
  const status = page.locator('[role=status]');
  await expect.poll(() => status.innerText()).toBe('14 of 14 principals, and 2 accounts that were not listed');
  await page.locator('select[name=account]').selectOption({ label: 'Staging (333333333333)' });
  expect(await status.innerText()).toBe('0 of 14 principals, and 1 account that was not listed');
  await page.locator('select[name=account]').selectOption('');
  await page.locator('select[name=ou]').selectOption('Root/Lab');
  expect(await status.innerText()).toBe('3 of 14 principals');
  await page.close();
});

it('counts who was not measured as not known under a state', async () => {
  const { page } = await openReport(browser, file, { hash: '#principals' });
  const status = page.locator('[role=status]');
  for (const state of ['Accessed', 'Not accessed in the tracking period']) {
    await page.locator('select[name=state]').selectOption(state);
    expect(await status.innerText()).toContain('2 more are left out because it is not known whether they match');
  }
  await page.locator('select[name=state]').selectOption('Not measured');
  expect(await status.innerText()).toBe('2 of 14 principals, and 2 accounts that were not listed');
  await page.close();
});

it('counts as dormant what its link lists, in the story too, without service-linked roles', async () => {
  const { page } = await openReport(browser, file);
  const card = page.locator('.card', { hasText: 'Dormant roles' });
  const figure = await card.locator('.figure').innerText();
  const newly = await page.locator('.story [data-number=findings_dormant_new]').innerText();
  expect(await card.innerText()).toContain(`${newly} of them newly so.`);
  await card.locator('a').click();
  const status = page.locator('[role=status]');
  await expect.poll(() => status.innerText()).toContain(`${figure} of 14 principals`);
  expect(await status.innerText()).toContain('1 service-linked role left out');
  expect(await page.locator('.fixed tbody').innerText()).not.toContain('AWSServiceRole');
  await page.close();
});

it('sorts what is not known last, whichever way', async () => {
  const { page } = await openReport(browser, file, { hash: '#principals' });
  for (const direction of ['descending', 'ascending']) {
    await page.locator('th button', { hasText: 'Unused' }).click();
    expect(await page.locator('th', { hasText: 'Unused' }).getAttribute('aria-sort')).toBe(direction);
    const cells = await page.locator('.fixed tbody tr:not(.space) td:nth-child(6)').allInnerTexts();
    expect(cells.slice(-2)).toEqual(['not known', 'not known']);
  }
  await page.close();
});

it('compares any two snapshots', async () => {
  const { page } = await openReport(browser, file, { hash: '#changes=2026-01-01..2026-07-01' });
  const text = await page.locator('main').innerText();
  expect(text).toContain('old-batch');
  expect(text).toContain('No longer used');
  await page.locator('select[name=from]').selectOption('2026-04-01');
  await page.waitForFunction(() => location.hash.includes('2026-04-01..2026-07-01'));
  await page.close();
});

it('tells the changes as sentences, principals of whom something is known first', async () => {
  const { page, go } = await openReport(browser, file, { hash: '#changes=2026-01-01..2026-07-01' });
  const told = page.locator('.frame', { has: page.locator('caption', { hasText: 'What changed for whom' }) });
  const rows = await told.locator('tbody tr').allInnerTexts();
  const { columns, pages } = await ask(
    engine,
    'changes.by-action',
    { from_date: '2026-01-01', to_date: '2026-07-01' },
    {},
  );
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  let granted = 0;
  for await (const some of pages)
    granted += some.filter(
      (row) =>
        row[at('principal_arn')] === app &&
        row[at('change')] === 'NEWLY_GRANTED' &&
        row[at('service_namespace')] === 's3' &&
        row[at('action_name')] !== null,
    ).length;
  expect(granted).toBeGreaterThan(0);
  expect(rows.find((row) => row.startsWith('app'))).toMatch(new RegExp(`was granted .*${granted} actions? of s3`));
  expect(rows.find((row) => row.startsWith('old-batch'))).toMatch(/no longer uses s3/);
  expect(rows.at(-1)).toContain('not known: it was not measured in both snapshots');
  await go('#overview');
  const story = await page.locator('.story').innerText();
  expect(story).toContain('Since the last audit, 2026-04-01');
  await page.close();
});

it('counts what is not known of principals and, apart from it, of access', async () => {
  const { page } = await openReport(browser, file, { hash: '#changes=2026-04-01..2026-07-01' });
  const rows = page.locator('table', { hasText: 'How much changed' }).locator('tr', { hasText: 'Not known' });
  const listed = (caption: string) =>
    page.locator('table', { hasText: caption }).locator('tbody tr', { hasText: 'Not known' }).count();
  const counted = (await rows.locator('td.number').allInnerTexts()).map(Number);
  expect(counted).toEqual([
    await listed('New, deleted, renamed and unknown principals'),
    await listed('Changes of access'),
  ]);
  expect(counted[1]).toBeGreaterThan(counted[0] as number);
  await page.close();
});

it('says what a file that was cut does not hold, with the query that does', async () => {
  const cut = join(folder, 'cut.html');
  await writeReport(engine, cut, options, { assets, mostBytes: statSync(file).size - 2000 });
  const { page, go } = await openReport(browser, cut, { hash: '#changes=2026-01-01..2026-07-01' });
  const notes = await page.locator('.note').allInnerTexts();
  expect(notes[0]).toMatch(/This file lacks \d+ changes of principals.*query changes .*--from-date 2026-01-01/s);
  expect(notes[1]).toMatch(/This file lacks \d+ changes of access.*query changes --by action .*--to-date 2026-07-01/s);
  await go('#principal=arn:aws:iam::222222222222:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS');
  expect(await page.locator('main').innerText()).toMatch(/not in this file, .*query principal_access/s);
  await go('#method');
  expect(await page.locator('main').innerText()).toMatch(
    /services of \d+ of 11 measured principals .* actions of \d+ of 11 that .* Ask for one:.*--snapshot-date 2026-07-01/s,
  );
  await page.close();
});

it('a policy of the page forbids any other script', async () => {
  const html = readFileSync(file, 'utf8').replace('</body>', '<script>document.title = "run"</script></body>');
  const other = join(folder, 'other.html');
  writeFileSync(other, html);
  const { page, trouble } = await openReport(browser, other);
  expect(await page.title()).toBe('Overview · Access Lake report, 2026-07-01');
  expect(trouble.join()).toContain('Content Security Policy');
  await page.close();
});

it('leaves nothing unfinished behind', () => {
  expect(readdirSync(folder).filter((name) => name.includes('.partial'))).toEqual([]);
});

it('prints as many principals as it says, and no empty pages for the others', async () => {
  const { page } = await openReport(browser, many, { hash: '#principals' });
  await page.locator('.fixed tbody a').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await page.locator('.fixed tbody tr:not(.space)').count()).toBe(500);
  expect(await page.locator('.printed').innerText()).toBe('Printed here: the first 500 of 1,000 rows.');
  const heights = await page.evaluate(() => [
    document.querySelector('.frame')?.scrollHeight ?? 0,
    [...document.querySelectorAll('.fixed tbody tr:not(.space)')].reduce((sum, row) => sum + row.clientHeight, 0),
  ]);
  expect(heights[0]).toBeLessThan((heights[1] as number) + 200);
  await page.close();
});

it('shows fifty changes at first and more on demand, and prints how many it does not show', async () => {
  const { page } = await openReport(browser, many, { hash: '#changes=2026-04-01..2026-07-01' });
  await page.getByText('row by row').click();
  const access = page.locator('.frame', { has: page.locator('caption', { hasText: 'Changes of access' }) });
  expect(await access.locator('tbody tr').count()).toBe(50);
  await page.emulateMedia({ media: 'print' });
  expect(await access.locator('.more').innerText()).toMatch(/[\d,]+ rows not shown/);
  await page.emulateMedia({ media: 'screen' });
  await access.locator('.more').click();
  expect(await access.locator('tbody tr').count()).toBe(1050);
  await page.close();
});
