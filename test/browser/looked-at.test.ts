/** Law: each view can be read at the width of a phone and of a screen, light and dark: nothing is cut off or hidden. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedOrganizationId } from '../../src/model/aws/simulated.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { fitted } from '../../src/report/fit.js';
import { writeReport } from '../../src/report/write.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';
import { openReport, violations } from './browser.js';
import { generated } from './generated.js';
import { lakeText } from './lake.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';
import { viewsOf } from './visits.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-looked-at-'));
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
/** As if it were exported from the simulation. */
const simulated = lakeText().replace(/^\[runs\]\n[^[]*/m, (section) =>
  section.replaceAll(/^(run_id|r\d).*$/gm, (line, first) => {
    return `${line} | ${first === 'run_id' ? 'organization_id' : simulatedOrganizationId('example')}`;
  }),
);
/** Of the lake of the questions, and of a thousand principals. */
const files = { small: join(folder, 'small.html'), large: join(folder, 'large.html') };
/** Within so many pixels from the top stands what to do. */
const VERDICT_PIXELS = 600;
let browser: Browser;

beforeAll(async () => {
  const assets = await pageAssets(folder);
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), simulated));
  await writeReport(engine, files.small, options, { assets });
  await engine.close();
  writeFileSync(files.large, (await fitted(await generated(1000), assets, 10_000_000)).html);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Texts that have no room and neither end in an ellipsis nor have the whole in a title. */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *, header *')]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .filter((one) => getComputedStyle(one).overflowX === 'hidden')
      .filter((one) => one.closest('.unseen') === null)
      .filter((one) => getComputedStyle(one).textOverflow !== 'ellipsis' || one.closest('[title]') === null)
      .filter((one) => [...one.querySelectorAll('.head')].length === 0)
      .map((one) => `${one.tagName}.${one.className}: ${one.textContent?.slice(0, 60)}`),
  );
}

/** Names that are cut on this screen to a text that another name is cut to. */
function alike(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names = new Map<string, Set<string>>();
    for (const one of document.querySelectorAll<HTMLElement>('.middle')) {
      const head = one.querySelector<HTMLElement>('.head');
      const isCut = head !== null && head.scrollWidth > head.clientWidth + 1;
      const whole = one.textContent ?? '';
      const key = isCut ? `${whole.slice(0, 4)}…${one.querySelector('.tail')?.textContent}` : whole;
      names.set(key, (names.get(key) ?? new Set()).add(whole));
    }
    return [...names].filter(([, wholes]) => wholes.size > 1).map(([key]) => key);
  });
}

/** Words of names, as people read them, that go on in the next line in their middle. */
function tornWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const torn = new Set<string>();
    const walker = document.createTreeWalker(document.querySelector('main') as HTMLElement, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      if (node.parentElement?.closest('code, pre, .unseen') !== null) continue;
      for (const { 0: word, index } of text.matchAll(/\d{4}-\d\d-\d\d|(?<![a-z])[A-Za-z]?[a-z]{2,16}(?![a-z])/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) torn.add(word);
      }
    }
    return [...torn];
  });
}

/** Lists that must be moved sideways on a phone: a column is out of sight there. */
function wideLists(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.frame')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.getAttribute('aria-label') ?? ''),
  );
}

async function topOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).first().boundingBox())?.y ?? Number.POSITIVE_INFINITY;
}

const looks = [
  ['small', 390, 'light'],
  ['small', 390, 'dark'],
  ['small', 1280, 'dark'],
  ['small', 1280, 'light'],
  ['large', 390, 'light'],
  ['large', 1280, 'dark'],
] as const;

it.each(sampled(2, looks))('every view of the %s page at %i px, %s', async (name, width, colorScheme) => {
  const { page, trouble, go } = await openReport(browser, files[name], { width, colorScheme });
  const faults: string[] = [];
  for (const view of await viewsOf({ page, go }, 1)) {
    await go(view);
    await page.waitForTimeout(30);
    const found = [
      ...((await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) ? ['scrolls sideways'] : []),
      ...(await cutTexts(page)).map((text) => `cuts ${text}`),
      ...(await alike(page)).map((text) => `shows alike ${text}`),
      ...(await tornWords(page)).map((text) => `tears ${text}`),
      ...(width === 390 ? (await wideLists(page)).map((text) => `has no room for ${text}`) : []),
      ...(/^#(principal|set|policy)=/.test(view) && (await topOf(page, '.verdict')) > VERDICT_PIXELS
        ? ['low verdict']
        : []),
      ...(name === 'small' && width === 390 ? await violations(page) : []),
    ];
    faults.push(...found.map((words) => `${view} ${words}`));
  }
  expect(faults).toEqual([]);
  expect(trouble).toEqual([]);
  await page.close();
});

it('says that the organization is simulated, where it is', async () => {
  const { page } = await openReport(browser, files.small);
  expect(await page.locator('header .simulated').innerText()).toBe('Simulated organization');
  await page.close();
  const other = await openReport(browser, files.large);
  expect(await other.page.locator('header .simulated').count()).toBe(0);
  await other.page.close();
});
