/** Each statement of "Ask it yourself" (docs/recipes.md) has the rows of the question that its first line names. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import { visibleDates } from '../../../src/query/question/dates.js';
import { withQuestions } from '../../../src/query/question/in-sql.js';
import { folderStore } from '../../../src/store/folder.js';
import { sampled } from '../../sampled.js';
import { writeLake } from '../lake/write-lake.js';
import { derive } from './derived-lake.js';

const [, after = ''] = readFileSync(new URL('../../../docs/recipes.md', import.meta.url), 'utf8').split(
  '\n## Ask it yourself\n',
);
const [section = ''] = after.split('\n## ');
const pairs = [...section.matchAll(/```sql\n-- (SELECT .+)\n([\s\S]+?);\n```/g)].map(([, question, sql]) => ({
  question: String(question),
  sql: String(sql),
}));

const folder = mkdtempSync(join(tmpdir(), 'ask-yourself-'));
const TEXTS = ['base.txt', 'worklist/ages.lake', 'worklist/work.lake', 'sets.lake', 'hidden_uses.lake'];
const engines: DuckdbEngine[] = [];
beforeAll(async () => {
  const places = ['files', ...TEXTS.keys()].map((name) => join(folder, String(name)));
  const [files = '', ...written] = places;
  cpSync(fileURLToPath(new URL('../../fixtures/lake', import.meta.url)), files, { recursive: true });
  for (const [at, place] of written.entries())
    await writeLake(place, readFileSync(new URL(`../questions/${TEXTS[at]}`, import.meta.url), 'utf8'));
  for (const place of places) {
    await derive(place);
    engines.push(await duckdbEngine(folderStore(place)));
  }
}, 120_000);
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true });
});

async function rowsOf(engine: DuckdbEngine, sql: string): Promise<string[]> {
  const rows = await allRows(engine, withQuestions(sql, await visibleDates(engine)), []);
  return rows.map((row) => row.map(String).join(' | ')).sort();
}

test('there are eight', () => expect(pairs.length).toBe(8));

test.each(sampled(2, pairs))('$question', async ({ question, sql }) => {
  let found = 0;
  for (const engine of engines) {
    const rows = await rowsOf(engine, sql);
    expect(rows).toEqual(await rowsOf(engine, question));
    found += rows.length;
  }
  expect(found, 'rows, in some lake').toBeGreaterThan(0);
});
