/** What the page shows and saves, to be held against what the questions answer. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { worded } from '../../src/cli/query/tasks/wording.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import type { Given } from '../../src/query/question/values.js';

export type Row = Readonly<Record<string, Cell>>;

export async function answer(engine: QueryEngine, question: string, given: Given = {}): Promise<Row[]> {
  const { columns, pages } = worded(await ask(engine, question, given, {}), Number(given.days ?? 90));
  const rows: Row[] = [];
  for await (const page of pages) {
    rows.push(...page.map((cells) => Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] ?? null]))));
  }
  return rows;
}

/** What a button saves. */
export async function saved(page: Page, button: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFileSync(await download.path(), 'utf8');
}

/** The list of this caption, with its button. */
export const listed = (page: Page, caption: string) =>
  page.locator('.list', { has: page.locator('caption', { hasText: caption }) });
