/** The dashboard in a real Superset, in Chromium: every chart has rows, no alert, and the numbers of `access-lake query`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { openStore } from '../../src/store/open.js';
import { launch } from '../browser/launch.js';
import { type Built, buildCommand, ended, start } from '../cli/built.js';
import { type Shown, type ShownChart, showDashboard } from './superset/dashboard.js';
import { type Superset, startSuperset } from './superset/server.js';

type Row = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), 'superset-'));
const lake = join(folder, 'lake');
/** Where the pictures of every page go, for a person to look at. */
const pictures = process.env.PICTURES ?? join(folder, 'pictures');
let built: Built;
let superset: Superset;
let browser: Browser;
const shown: Record<string, Shown> = {};

beforeAll(async () => {
  built = await buildCommand();
  const run = async (...words: string[]) => {
    const { code, stderr } = await ended(start([built.main, ...words], {}, folder));
    expect(code, stderr).toBe(0);
  };
  await run('demo', '--destination', lake);
  await run('derive', '--destination', lake);
  await run('catalog', '--destination', lake);
  superset = await startSuperset(folder, join(lake, 'lake.duckdb'));
  browser = await launch();
  mkdirSync(pictures, { recursive: true });
  for (const scheme of ['light', 'dark'] as const) {
    const pages = await showDashboard(browser, superset.url, scheme);
    shown[scheme] = pages;
    for (const { name, picture } of pages.pages) {
      writeFileSync(join(pictures, `${scheme}-${name.toLowerCase().replaceAll(' ', '-')}.png`), picture);
    }
  }
}, 900_000);
afterAll(async () => {
  await browser?.close();
  await superset?.stop();
  built?.remove();
  rmSync(folder, { recursive: true });
});

describe.each(['light', 'dark'])('%s', (scheme) => {
  test('every page is there, every chart has rows, and nothing is an alert or an error', () => {
    const { pages, failed } = shown[scheme] as Shown;
    expect(pages.map(({ name }) => name)).toEqual([
      'Overview',
      'Trends',
      'Accounts and OUs',
      'Services',
      'Permission sets',
      'Owners',
      'Worklist',
    ]);
    for (const { name, charts, alerts } of pages) {
      expect(charts.length, name).toBeGreaterThan(0);
      expect(alerts, name).toEqual([]);
      for (const { title, status, rows } of charts)
        expect([title, status, rows.length > 0]).toEqual([title, 200, true]);
    }
    const charts = readdirSync(new URL('../../dashboards/superset/charts', import.meta.url));
    expect(new Set(chartsOf(scheme).map(({ title }) => title)).size).toBe(charts.length);
    expect(failed).toEqual([]);
  });
});

function chartsOf(scheme: string): ShownChart[] {
  return (shown[scheme] as Shown).pages.flatMap(({ charts }) => charts);
}

function rowsOf(title: string): readonly Row[] {
  const chart = chartsOf('light').find((each) => each.title === title);
  if (chart === undefined) throw new Error(`No chart ${title}`);
  return chart.rows;
}

async function answer(name: string, given = {}): Promise<Row[]> {
  const engine = await duckdbEngine(await openStore(lake, {}));
  const { columns, pages } = await ask(engine, name, given);
  const rows: Row[] = [];
  for await (const page of pages) {
    for (const cells of page) rows.push(Object.fromEntries(columns.map((column, at) => [column.name, cells[at]])));
  }
  await engine.close();
  return rows;
}

const sum = (rows: readonly Row[], column: string) => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);

test('the numbers are those of access-lake query', async () => {
  const removable = await answer('removable.by-action');
  const accounts = await answer('usage');
  const ofAccounts = rowsOf('Accounts');
  expect(sum(ofAccounts, 'actions_removable_of_principals')).toBe(removable.length);
  for (const account of accounts) {
    const [row] = ofAccounts.filter(({ account_id }) => account_id === account.account_id);
    const own = removable.filter(({ account_id }) => account_id === account.account_id).length;
    if (row !== undefined)
      expect([row.account_name, row.actions_removable_of_principals]).toEqual([account.account_name, own]);
  }
  const dormant = (await answer('dormant_principals')).filter(({ is_dormant }) => is_dormant === true);
  expect(sum(rowsOf('Of these, dormant for 90 days'), 'principals_dormant')).toBe(dormant.length);
  expect(sum(rowsOf('Accounts with a gap'), 'accounts_incomplete')).toBe(
    accounts.filter(({ status, principals_failed }) => status !== 'exported' || Number(principals_failed) > 0).length,
  );
  expect(sum(rowsOf('Services'), 'actions_removable_of_principals')).toBe(removable.length);
  expect(sum(rowsOf('Owners'), 'actions_removable_of_principals')).toBe(removable.length);
  const tasks = (await answer('worklist')).filter(({ step }) => step === 'NARROW' || step === 'DELETE');
  expect(rowsOf('What to do first').map(({ task_code }) => task_code)).toEqual(tasks.map(({ task_code }) => task_code));
  expect(sum(rowsOf('Tasks'), 'tasks')).toBe(tasks.length);
});

test('what the browser is sent to besides is what docs/dashboards.md says', () => {
  const docs = readFileSync(new URL('../../docs/dashboards.md', import.meta.url), 'utf8');
  for (const { hosts } of Object.values(shown)) for (const host of hosts) expect(docs).toContain(host);
});

test('a later import renews what is there, and makes no second', async () => {
  await superset.import();
  const again = await showDashboard(browser, superset.url, 'light');
  expect(again.pages.map(({ name, charts }) => [name, charts.length])).toEqual(
    (shown.light as Shown).pages.map(({ name, charts }) => [name, charts.length]),
  );
});
