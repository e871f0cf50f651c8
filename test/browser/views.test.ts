/** Each view of the report shows the rows that its question answers, and saves them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { worded } from '../../src/cli/query/tasks/wording.js';
import { indentedJson } from '../../src/policy/json.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { csv } from '../../src/query/format/csv.js';
import { ask } from '../../src/query/question/ask.js';
import type { PageAssets } from '../../src/report/html.js';
import { openedOf } from '../../src/report/page/opened.js';
import type { Sheet } from '../../src/report/payload.js';
import { writeReport } from '../../src/report/write.js';
import { proposed } from '../propose/proposing.js';
import { writeLake } from '../query/lake/write-lake.js';
import { answer, listed, type Row, saved } from './answers.js';
import { openReport } from './browser.js';
import { lakeText } from './lake.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-views-'));
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
let browser: Browser;
let assets: PageAssets;
const lakes = new Map<string, Promise<{ engine: QueryEngine; file: string }>>();

beforeAll(async () => {
  assets = await pageAssets(folder);
  browser = await launch();
});

afterAll(async () => {
  const opened = await Promise.all(lakes.values());
  await Promise.all([browser?.close(), ...opened.map(({ engine }) => engine.close())]);
  rmSync(folder, { recursive: true });
});

/** The lake of a question's test, or the one of most questions, and a report of it. */
function lakeOf(name = 'base') {
  const known = lakes.get(name) ?? makeLake(name);
  lakes.set(name, known);
  return known;
}

async function makeLake(name: string) {
  const at = new URL(name === 'seed' ? '../propose/seed.lake' : `../query/questions/${name}.lake`, import.meta.url);
  const text = name === 'base' ? lakeText() : readFileSync(at, 'utf8');
  const place = name.replaceAll('/', '-');
  const engine = await duckdbEngine(await writeLake(join(folder, place), text));
  const file = join(folder, `${place}.html`);
  await writeReport(engine, file, options, { assets });
  return { engine, file };
}

/** What a list saves, but for `besides`, against all rows of a question that it lists, to the second. */
async function expectSaved(
  page: Page,
  caption: string,
  engine: QueryEngine,
  question: string,
  wanted: (row: Row) => boolean,
  besides?: RegExp,
) {
  const { columns, pages } = worded(await ask(engine, question, {}, {}), 90);
  async function* kept() {
    for await (const rows of pages) {
      yield rows.filter((cells) =>
        wanted(Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] ?? null]))),
      );
    }
  }
  const lines: string[] = [];
  for await (const text of csv(columns, kept())) lines.push(text.replaceAll(/(\d\d:\d\d:\d\d)\.\d{3}/g, '$1'));
  const whole = await saved(page, listed(page, caption).getByText('Download CSV'));
  const text = besides === undefined ? whole : whole.replaceAll(besides, '');
  const sorted = (all: string): string[] => all.split('\r\n').toSorted();
  expect(sorted(text)).toEqual(sorted(lines.join('')));
  expect(text.split('\r\n').length, `${caption} has rows`).toBeGreaterThan(2);
}

it('begins with the first tasks of worklist, in its order, and lists them all', async () => {
  const { engine, file } = await lakeOf('worklist/work');
  const rows = await answer(engine, 'worklist');
  const tasks = rows.filter(({ step }) => step === 'DELETE' || step === 'NARROW').map(({ task }) => task);
  const { page, go } = await openReport(browser, file);
  const sections = await page.locator('main section').evaluateAll((all) => all.map((one) => one.className));
  expect(sections[0]).toContain('coverage');
  expect(sections[1]).toBe('first');
  const told = await page.locator('.tasks .says > bdi').allInnerTexts();
  expect(told).toEqual(tasks.slice(0, 10));
  await go('#worklist');
  expect(await listed(page, 'Tasks').locator('tbody td:nth-child(4)').allInnerTexts()).toEqual(tasks);
  const isTask = ({ step }: Row): boolean => step === 'DELETE' || step === 'NARROW';
  await expectSaved(page, 'Tasks', engine, 'worklist', isTask, /(?<=,)(OPEN|NEW)(?=,)/g);
  const others = await listed(page, 'Idle by design').locator('tbody tr').count();
  expect(others).toBe(rows.length - tasks.length);
  expect(await page.locator('main a[href="#principal="], main a[href="#account="]').count()).toBe(0);
  await page.close();
});

it('of what the last audit listed and this one does not, each subject says what became of it', async () => {
  const { file } = await lakeOf();
  const { page, go } = await openReport(browser, file);
  const [, block = ''] = /id="data:earlier_tasks">([^<]*)</.exec(readFileSync(file, 'utf8')) ?? [];
  const closed = openedOf(JSON.parse(gunzipSync(Buffer.from(block, 'base64')).toString('utf8')) as Sheet);
  const seen: string[] = [];
  for (let row = 0; row < closed.rows; row++) {
    await go(`#principal=${closed.text('principal_arn', row)}`);
    const card = page.locator('.verdict');
    if ((await card.count()) === 0 || (await card.locator('dl').count()) > 0) continue;
    expect(await card.innerText()).toContain(`“${closed.text('task', row)}” Now `);
    seen.push(closed.text('task_state', row));
  }
  expect(seen).toContain('USED');
  await page.close();
});

it('permission sets: the rows of usage --by set, and of each set what no role of it used', async () => {
  const { engine, file } = await lakeOf();
  const { page, go } = await openReport(browser, file, { hash: '#sets' });
  const sets = (await answer(engine, 'usage.by-ou', { by: 'set' })).filter(({ name }) => name !== null);
  const work = await answer(engine, 'worklist');
  const removable = (set: unknown) =>
    Number(work.find(({ permission_set_name }) => permission_set_name === set)?.actions_removable ?? 0);
  const inOrder = sets.toSorted((a, b) => removable(b.name) - removable(a.name));
  expect(await page.locator('main tbody a').allInnerTexts()).toEqual(inOrder.map(({ name }) => name));
  const actions = await answer(engine, 'sets.by-action');
  for (const { name } of sets) {
    const of = (state: string) =>
      actions.filter((row) => row.permission_set_name === name && row.state === state).length;
    await go(`#set=${name}`);
    const text = await page.locator('main').innerText();
    expect(text).toContain(`Removable actions: ${of('NOT_ACCESSED')}`);
    if (of('NOT_MEASURED') > 0) expect(text).toContain(`${of('NOT_MEASURED')} actions of which it is not known`);
  }
  expect(sets.length).toBeGreaterThan(0);
  await page.close();
});

it('services: of each OU the candidates that the question names, and no other', async () => {
  const { engine, file } = await lakeOf('guardrails/bound');
  const rows = await answer(engine, 'guardrails');
  const { page, go } = await openReport(browser, file, { hash: '#services' });
  const ous = [...new Set(rows.map(({ ou_id }) => ou_id))].filter((id) => id !== null);
  expect(await page.locator('select[name=ou] option').count()).toBe(ous.length);
  for (const ou of ous) {
    await go(`#services&ou=${ou}`);
    const found = rows.filter((row) => row.ou_id === ou && row.is_candidate === true && row.service_namespace !== null);
    const shown = await page
      .locator('table', { has: page.locator('caption', { hasText: 'Candidates' }) })
      .locator('tbody td:first-child')
      .allInnerTexts();
    expect(shown.toSorted()).toEqual(found.map((row) => row.service_namespace).toSorted());
  }
  expect(rows.filter(({ is_candidate }) => is_candidate === true).length).toBeGreaterThan(0);
  await page.close();
});

it('policies: every policy that anybody holds, and of each its holders', async () => {
  const { engine, file } = await lakeOf('policies/holders');
  const rows = (await answer(engine, 'policies')).filter(({ policy_arn }) => policy_arn !== null);
  const { page, go } = await openReport(browser, file, { hash: '#policies' });
  const arns = [...new Set(rows.map(({ policy_arn }) => String(policy_arn)))];
  const links = listed(page, 'Managed policies').locator('tbody a');
  const hrefs = await links.evaluateAll((all) => all.map((one) => decodeURIComponent(one.getAttribute('href') ?? '')));
  expect(hrefs.toSorted()).toEqual(arns.map((arn) => `#policy=${arn}`).toSorted());
  for (const arn of arns) {
    await go(`#policy=${arn}`);
    const holders = await listed(page, 'Who holds it').locator('tbody td:first-child').allInnerTexts();
    const expected = rows
      .filter((row) => row.policy_arn === arn)
      .map((row) => String(row.principal_arn).split('/').at(-1));
    expect(holders.toSorted()).toEqual(expected.toSorted());
  }
  expect(await page.locator('main').innerText()).not.toContain('undefined');
  await page.close();
});

it('policies that allow everything, and trust from outside: the rows of their questions, saved to the letter', async () => {
  const wide = await lakeOf('policies.kind-wildcard/wide');
  const policies = await openReport(browser, wide.file, { hash: '#policies' });
  await expectSaved(policies.page, 'Statements as they are written', wide.engine, 'policies.kind-wildcard', () => true);
  await policies.page.close();
  const outside = await lakeOf('external_trust/trust');
  const trust = await openReport(browser, outside.file, { hash: '#trust' });
  await expectSaved(
    trust.page,
    'Trusted from outside',
    outside.engine,
    'external_trust',
    ({ trusted }) => trusted !== null,
  );
  const unguarded = await trust.page.locator('tbody tr', { hasText: '⚠ none' }).allInnerTexts();
  expect(unguarded).toEqual(['branch', 'dim', 'pipeline', 'vendor'].map((role) => expect.stringContaining(role)));
  const lastUseOf = (role: string) =>
    trust.page.locator('tbody tr', { hasText: role }).locator('td').last().innerText();
  expect(await lastUseOf('dim')).toBe('⚠ Not measured');
  expect(await lastUseOf('anybody')).toBe('none known');
  expect(await lastUseOf('branch')).toBe('not known');
  await trust.page.close();
});

it('an address of no view opens the overview, whatever name of an object it is', async () => {
  const { file } = await lakeOf();
  for (const hash of ['#constructor', '#__proto__=x', '#toString&search=y', '#hasOwnProperty']) {
    const { page } = await openReport(browser, file, { hash });
    await expect.poll(() => page.title()).toMatch(/^Overview /);
    expect(await page.locator('[role=alert]').count()).toBe(0);
    await page.close();
  }
});

it('owners: everybody counts once, and a link lists whom an owner has', async () => {
  const { engine, file } = await lakeOf();
  const principals = (await answer(engine, 'principals')).filter(
    (row) => row.principal_arn && row.is_service_linked !== true,
  );
  const { page } = await openReport(browser, file, { hash: '#owners' });
  const counts = await page.locator('main tbody td:nth-child(2)').allInnerTexts();
  expect(counts.map(Number).reduce((sum, each) => sum + each, 0)).toBe(principals.length);
  const shop = principals.filter(({ tags }) => JSON.parse(String(tags)).owner === 'shop').length;
  await page.locator('main tbody a', { hasText: 'shop' }).click();
  await page.getByText('The same in the list of principals').click();
  await expect.poll(() => page.locator('[role=status]').innerText()).toContain(`${shop} of `);
  expect(shop).toBeGreaterThan(0);
  await page.close();
});

it('a search finds what the page prints of a principal: a tag, a service, a policy, a permission set', async () => {
  const { file } = await lakeOf();
  const { page } = await openReport(browser, file, { hash: '#principals' });
  const found = async (text: string) => {
    await page.locator('input[type=search]').fill(text);
    return page.locator('.fixed tbody tr:not(.space) td:first-child').allInnerTexts();
  };
  expect((await found('owner=data')).toSorted()).toEqual(['old-batch', 'shared']);
  expect(await found('sqs')).toContain('app');
  expect(await found('admins')).toEqual(['alice']);
  expect(await found('owner=data s3')).toEqual(['old-batch']);
  expect(await found('Lab')).toContain('lab');
  await page.close();
});

it('the list of principals saves what is filtered, with the columns of the question', async () => {
  const { engine, file } = await lakeOf();
  const { page } = await openReport(browser, file, { hash: '#principals&search=owner%3Dshop' });
  await expect.poll(() => page.locator('.fixed tbody a').count()).toBeGreaterThan(0);
  const [header = '', ...lines] = (await saved(page, page.locator('.bar-line .tool'))).trim().split('\r\n');
  const [first = {}] = await answer(engine, 'principals');
  expect(header.split(',')).toEqual([...Object.keys(first), 'owner', 'owner_from']);
  expect(lines.length).toBe(1);
  expect(lines[0]).toContain('role/app');
  await page.close();
});

it('a copied command is the one that is shown, and each view has its own title', async () => {
  const { file } = await lakeOf();
  const { page, go } = await openReport(browser, file);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const titles = new Set<string>();
  for (const view of [
    'overview',
    'sets',
    'services',
    'policies',
    'trust',
    'owners',
    'principals',
    'accounts',
    'changes',
  ]) {
    await go(`#${view}`);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(9);
  await go('#sets');
  await page.locator('.asked summary').first().click();
  await page.locator('.pasted .tool').first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.locator('.pasted .command').first().innerText());
  expect(copied).toContain('query usage --destination ./lake --by set');
  await page.close();
});

/** What the page says that a document loses. */
function numbersOf(own: Locator): Promise<Record<string, number>> {
  return own.evaluate((element) => {
    const figures = [...element.querySelectorAll<HTMLElement>('[data-number*=_leave_text]')];
    return Object.fromEntries(
      figures.map((one) => [one.dataset.number ?? '', Number(one.textContent?.replaceAll(',', ''))]),
    );
  });
}

/** The same by the names of index.json; a power or whole services without any are not shown. */
function namedOf(entry: object): Record<string, unknown> {
  const named = Object.entries(entry).filter(([name, number]) => name.includes('_leave_text') && number > 0);
  return Object.fromEntries(named);
}

it('a principal shows the proposals that propose writes, to the letter, and a shared one is there once', async () => {
  const { engine, file } = await lakeOf('seed');
  const out = join(folder, 'proposals');
  const entries = await proposed(engine, out);
  const { page, go } = await openReport(browser, file);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  let seen = 0;
  const onCards: string[] = [];
  for (const entry of entries.values()) {
    if (entry.kind !== 'inline_policy' || entry.id === null) continue;
    await go(`#principal=${encodeURIComponent(entry.owner_arn as string)}`);
    const own = page.locator('.proposal', { hasText: `${entry.name}, inline policy` });
    if ((await own.getAttribute('open')) === null) await own.locator('summary').first().click();
    seen += 1;
    onCards.push(...(await page.locator('.verdict dt:text-is("By proposal") + dd').allInnerTexts()));
    expect(await numbersOf(own)).toEqual(namedOf(entry));
    const after = readFileSync(join(out, entry.id, 'after.json'), 'utf8');
    if (after === 'null') {
      expect(await own.innerText()).toContain('Nothing is left of it');
      continue;
    }
    await own.getByText('Copy the new policy').click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(indentedJson(after));
  }
  expect(seen).toBeGreaterThan(0);
  expect(onCards).toEqual([
    'a smaller text takes 5 actions away, with those of whole services that IAM does not track',
  ]);
  const shared = [...entries.values()].find(({ kind, id }) => kind === 'managed_policy' && id !== null);
  await go(`#policy=${encodeURIComponent(shared?.arn as string)}`);
  expect(await page.locator('.proposal').count()).toBe(1);
  expect(await page.locator('.proposal').innerText()).toMatch(
    new RegExp(`: ${shared?.actions_leave_text} actions? removed`),
  );
  await page.close();
});

it('a proposal that the file does not hold is a command to paste, with its name as one word', async () => {
  const { engine } = await lakeOf('seed');
  const file = join(folder, 'without.html');
  await writeReport(engine, file, { ...options, proposals: 0 }, { assets });
  const { page, go } = await openReport(browser, file);
  await go(`#set=${encodeURIComponent("it's $(touch x)")}`);
  const words = await page.locator('.proposals').innerText();
  expect(words).toContain('This file has smaller policies for the first tasks alone.');
  expect(words).toContain(`--permission-set 'it'\\''s $(touch x)' --out ./proposals`);
  await page.close();
});
