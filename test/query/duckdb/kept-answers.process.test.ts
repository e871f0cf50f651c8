/** Questions that read a judgement which the cache keeps: they answer as without it, cell for cell. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { fileCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { allParameters } from '../lake/all-parameters.js';
import { writeLake } from '../lake/write-lake.js';
import { lakeText, opened, told } from './keeping.js';

const QUESTIONS = readQuestions().filter(({ readsModels }) => readsModels);
/** Of these a judgement is made; the others judge users and roles alone. */
const COSTLY = QUESTIONS.filter(({ sql }) => sql.includes('judged_grants AS MATERIALIZED'));

const folder = mkdtempSync(join(tmpdir(), 'kept-answers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Asked of the other lake: what users and roles hold by themselves, and with others. */
const FEW = ['removable.by-action', 'sets', 'policies.by-service', 'worklist'];

describe.each([
  ['base.txt', COSTLY],
  ['later_part.lake', COSTLY.filter(({ name }) => FEW.includes(name))],
] as const)('of %s', (name, questions) => {
  let kept: DuckdbEngine;
  let plain: DuckdbEngine;
  beforeAll(async () => {
    const store = await writeLake(join(folder, name), lakeText(name));
    kept = (await opened(store, fileCache(join(folder, `${name}-cache`)))).engine;
    plain = await duckdbEngine(store);
  });
  afterAll(() => Promise.all([kept.close(), plain.close()]));

  test.each(questions)('$name answers as without a cache, cell for cell', async (question) => {
    const dates = await snapshotDates(plain);
    const { policy: _noneIsHeld, ...all } = allParameters(question, dates);
    const first = { snapshot_date: dates[0]?.date, days: 0 };
    for (const given of name === 'base.txt' ? [first, { days: 400 }, all] : [first, {}]) {
      const found = await told(kept, question, given);
      expect(found, JSON.stringify(given)).toEqual({ ...(await told(plain, question, given, true)), isKept: true });
    }
  });
});

test('what is asked of users and roles alone keeps nothing', async () => {
  const others = QUESTIONS.filter((question) => !COSTLY.includes(question));
  expect(others.map(({ name }) => name)).toContain('dormant_principals');
  const place = join(folder, 'cache');
  const store = await writeLake(join(folder, 'lake'), lakeText('base.txt'));
  const { engine, heard } = await opened(store, fileCache(place));
  for (const question of others) expect(await told(engine, question, {})).toMatchObject({ isKept: false });
  await engine.close();
  expect(heard).toEqual({ phases: [], notes: [] });
  expect(existsSync(place)).toBe(false);
});
