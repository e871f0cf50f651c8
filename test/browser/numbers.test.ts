/** Law: a number of one name and subject is one number wherever the page shows it, and no number is without a name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { collectReport } from '../../src/report/collect.js';
import { fitted } from '../../src/report/fit.js';
import type { PageAssets } from '../../src/report/html.js';
import { type AnswerRow, rowsOf } from '../laws/claims.js';
import { type MemoryEngine, memoryEngine } from '../laws/memory-engine.js';
import { isOfDerived, namedNumbers, numberOf } from '../laws/named-numbers.js';
import { seeds } from '../laws/seeds.js';
import { randomLake } from '../laws/world/lake.js';
import { seeded } from '../laws/world/random.js';
import { randomWorld } from '../laws/world/world.js';
import { writeLake } from '../query/lake/write-lake.js';
import { openReport } from './browser.js';
import { lakeText } from './lake.js';
import { launch } from './launch.js';
import { pageAssets } from './page-assets.js';
import { viewsOf } from './visits.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-numbers-'));
const options = { snapshotDate: undefined, toolVersion: '0.1.0', place: ['--destination', './lake'] };
let browser: Browser;
let assets: PageAssets;
let memory: MemoryEngine;

beforeAll(async () => {
  [assets, browser, memory] = await Promise.all([pageAssets(folder), launch(), memoryEngine()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), memory?.close()]);
  rmSync(folder, { recursive: true });
});

interface Shown {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
}

interface Read {
  readonly shown: readonly Shown[];
  /** Texts with a digit that no name covers. */
  readonly bare: readonly string[];
}

/**
 * What is written in `main`, folded or not. Excepted are names of the lake (`bdi`), commands and documents, choices of a
 * filter, lengths of lists (`.length`, `.more`), what IAM does for everybody (`.limits`), and dates.
 */
function read(page: Page): Promise<Read> {
  return page.evaluate(() => {
    const main = document.querySelector('main') as HTMLElement;
    const shown = [...main.querySelectorAll<HTMLElement>('[data-number]')].map((one) => ({
      name: one.dataset.number ?? '',
      subject: one.dataset.subject ?? '',
      text: (one.textContent ?? '').replaceAll(/[^\d.,%<>]/g, ''),
    }));
    const excepted = 'bdi, code, pre, option, .length, .more, .limits, [data-number]';
    const bare: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const before = node.previousSibling as HTMLElement | null;
      const text = (node.textContent ?? '')
        .replaceAll(/\d{4}-\d\d-\d\d( \d\d:\d\d( UTC)?)?/g, '')
        .replace(before?.className === 'date' ? /^ \d\d:\d\d UTC/ : '', '');
      if (/\d/.test(text) && node.parentElement?.closest(excepted) === null) bare.push(text.trim());
    }
    return { shown, bare };
  });
}

/** Answers with what the page showed, by name and subject: `actions_removable of arn:…`. */
async function expectOneTruth(engine: QueryEngine, name: string): Promise<ReadonlyMap<string, string>> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, (await fitted(await collectReport(engine, options, 0), assets, 10_000_000)).html);
  const { page, go } = await openReport(browser, file);
  const known = new Map<string, string>();
  const nameless = new Set<string>();
  const torn = new Set<string>();
  for (const view of await viewsOf({ page, go }, 3)) {
    await go(view);
    const { shown, bare } = await read(page);
    for (const text of bare) nameless.add(`${view}: ${text}`);
    for (const { name: number, subject, text } of shown) {
      const key = `${number} of ${subject || 'the lake'}`;
      const before = known.get(key) ?? text;
      if (before !== text) torn.add(`${view}: ${key} is ${text}, and was ${before}`);
      known.set(key, text);
    }
  }
  await page.close();
  expect({ nameless: [...nameless], torn: [...torn] }).toEqual({ nameless: [], torn: [] });
  await expectAsStated(engine, known);
  return known;
}

/** The numbers of the lake that docs/judgement.md names are those that its statements give. */
async function expectAsStated(engine: QueryEngine, known: ReadonlyMap<string, string>): Promise<void> {
  let stated = 0;
  for (const { name, statements } of namedNumbers) {
    const text = known.get(`${name} of the lake`);
    if (text === undefined) continue;
    for (const statement of statements.filter((sql) => !isOfDerived(sql))) {
      stated += 1;
      expect(Number(text.replaceAll(',', '')), `${name}: ${statement}`).toBe(await numberOf(engine, statement));
    }
  }
  expect(stated).toBeGreaterThan(3);
}

/** By its name in `rows`, each of a subject, where the page shows it. */
function expectSame(
  known: ReadonlyMap<string, string>,
  names: readonly string[],
  rows: readonly (readonly [subject: string, row: Readonly<Record<string, unknown>>])[],
): void {
  let compared = 0;
  for (const [subject, row] of rows) {
    for (const name of names) {
      const text = known.get(`${name} of ${subject}`);
      if (text === undefined) continue;
      compared += 1;
      expect(Number(text.replaceAll(',', '')), `${name} of ${subject}`).toBe(Number(row[name] ?? 0));
    }
  }
  expect(compared, names.join(' ')).toBeGreaterThan(3);
}

it('the lake of the questions: as the answers have them, and every name of docs/judgement.md', async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lakeText()));
  const known = await expectOneTruth(engine, 'base');
  const tasks = await rowsOf(await ask(engine, 'worklist', {}, {}));
  const subjectOf = (row: AnswerRow): string =>
    String(row.policy_arn ?? row.permission_set_name ?? row.principal_arn ?? '');
  expectSame(
    known,
    ['actions_removable', 'services_removable', 'grants_removable'],
    tasks.map((row) => [subjectOf(row), row]),
  );
  const accounts = await rowsOf(await ask(engine, 'usage', {}, {}));
  expectSame(
    known,
    ['principals_dormant', 'principals_measured'],
    accounts.map((row) => [String(row.account_id), row]),
  );
  await engine.close();
  const unshown = namedNumbers.filter(
    ({ name, statements }) =>
      !known.has(`${name} of the lake`) && !statements.some((sql) => sql.includes(`sum(${name})`)),
  );
  expect(unshown.map(({ name }) => name)).toEqual([]);
});

it.each(seeds(2))('a random lake: seed %i', async (seed) => {
  const random = seeded(seed);
  await memory.show(randomLake(random, randomWorld(random)));
  await expectOneTruth(memory, `random-${seed}`);
});
