/** Questions that select from the models: a judgement that is stored and current is read, and answers as one made anew; no other is. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeJudgement } from '../../../src/query/derived/judgement.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { countLeftOut } from '../../../src/query/question/left-out.js';
import { type Question, readNamedQuestion, readQuestions } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { usesUntil } from '../../../src/query/sql/lake-dates.js';
import { folderStore } from '../../../src/store/folder.js';
import { BASE_LAKE } from '../../engines/questions/variants.js';
import { sampled } from '../../sampled.js';
import { allParameters } from '../lake/all-parameters.js';
import { casesOf, expectedOf, foundBy, parametersOf } from '../lake/cases.js';
import { writeLake } from '../lake/write-lake.js';
import { rewrite } from './derived-lake.js';

const BASE = new URL('../questions/base.txt', import.meta.url).pathname;
/** Lakes of hand-worked cases: to judge all of them takes a minute. */
const LAKES = /(?:base\.txt|hidden_uses\.lake|later_part\.lake|known_uses\.lake|measured\.lake|trust\.lake)$/;
const QUESTIONS = readQuestions().filter(({ readsModels }) => readsModels);

const folder = mkdtempSync(join(tmpdir(), 'questions-judged-'));
const engines = new Map<string, Promise<DuckdbEngine>>();
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
  rmSync(folder, { recursive: true });
});

/** A lake of that text, each of whose dates is judged. */
async function judgedLake(path: string, place: string): Promise<DuckdbEngine> {
  await writeLake(place, readFileSync(path, 'utf8'));
  const store = folderStore(place);
  const engine = await duckdbEngine(store);
  const dates = await snapshotDates(engine);
  await engine.close();
  const { signal } = new AbortController();
  for (const { date } of dates) await writeJudgement(store, store, { date, usesUntil: usesUntil(date, dates), signal });
  return await duckdbEngine(store);
}

function engineOver(path: string): Promise<DuckdbEngine> {
  const engine = engines.get(path) ?? judgedLake(path, join(folder, `lake-${engines.size}`));
  engines.set(path, engine);
  return engine;
}

interface Told {
  readonly isStored: boolean;
  readonly rows: unknown[];
  readonly leftOut: readonly object[];
}

async function told(engine: DuckdbEngine, question: Question, given: Given, isShown = false): Promise<Told> {
  const prepared = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine), isShown });
  const { sql, parameters } = prepared.statement;
  const rows: unknown[] = [];
  for await (const page of (await engine.query(sql, parameters)).pages) rows.push(...page);
  return {
    isStored: sql.includes('FROM raw.derived_judged_'),
    rows,
    leftOut: await countLeftOut(engine, prepared.leftOut),
  };
}

test('some questions select from the models', () => {
  expect(QUESTIONS.length).toBeGreaterThan(0);
});

describe.each(QUESTIONS)('$name', (question) => {
  test('says of a stored judgement what was worked out by hand', async () => {
    const cases = sampled(
      2,
      casesOf(question.name).filter(({ lake }) => LAKES.test(lake)),
    );
    let stored = 0;
    for (const one of cases) {
      const engine = await engineOver(one.lake);
      expect(await foundBy(engine, one), one.name).toEqual(expectedOf(one));
      if ((await told(engine, question, parametersOf(one.text))).isStored) stored++;
    }
    expect(stored).toBeGreaterThan(cases.length / 2); // of the newest date asked by itself the uses count until another
  }, 120_000);

  test('reads what is stored at any number of days and with every filter, and judges nothing again', async () => {
    const engine = await engineOver(BASE);
    const { policy: _noneIsHeld, ...all } = allParameters(question, await snapshotDates(engine));
    const date = question.parameters.some(({ name }) => name === 'to_date') ? 'to_date' : 'snapshot_date';
    for (const given of sampled(2, [{}, { days: 0 }, { [date]: '2026-04-01', days: 400 }, { days: 400 }, all])) {
      const stored = await told(engine, question, given);
      const anew = await told(engine, question, given, true);
      expect([stored.isStored, anew.isStored], JSON.stringify(given)).toEqual([true, false]);
      expect({ ...stored, isStored: false }, JSON.stringify(given)).toEqual(anew);
      const { statement } = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine) });
      // asked_principals lists whom the snapshot has: worklist reads it for who holds documents that are left alone
      expect(statement.sql).not.toMatch(/\b(?:reports_of_principals|list_items|judged_things)\b/);
    }
  });
});

describe('a judgement that is not what the lake is judged by now is never read', () => {
  const DATE = '2026-07-01';
  const fileOf = (table: string) => `derived/${table}/snapshot_date=${DATE}/derived_${table}.parquet`;
  const given = { snapshot_date: DATE, days: 90 };
  const place = join(folder, 'lies');
  const question = readNamedQuestion('removable.by-action');
  /** What the question says of a copy of the lake whose stored uses say that nobody used anything, and what it says anew. */
  async function toldBy(name: string, damage: (place: string) => unknown): Promise<{ found: Told; anew: Told }> {
    const copy = join(folder, name);
    cpSync(place, copy, { recursive: true });
    await damage(copy);
    const engine = await duckdbEngine(folderStore(copy));
    try {
      return { found: await told(engine, question, given), anew: await told(engine, question, given, true) };
    } finally {
      await engine.close();
    }
  }

  const replaced = (cell: string, table: string) => (copy: string) =>
    rewrite(
      copy,
      fileOf(table),
      `SELECT * EXCLUDE (snapshot_date) REPLACE (${cell}) FROM raw.derived_${table} WHERE snapshot_date = '${DATE}'`,
    );

  beforeAll(async () => {
    await (await judgedLake(BASE, place)).close();
    await replaced('400 AS used_days', 'judged_uses')(place);
  });

  test('else it is read as it is', async () => {
    const { found, anew } = await toldBy('current', () => {});
    expect(found.isStored).toBe(true);
    expect(found.rows.length).toBeGreaterThan(anew.rows.length);
  });

  test.each<[string, (place: string) => unknown]>([
    ['a file of it is lost', (copy) => rmSync(join(copy, fileOf('judged_lists')))],
    ['its own row is lost', (copy) => rmSync(join(copy, fileOf('judgements')))],
    ['it is of other runs', replaced("'r0 0' AS made_of", 'judgements')],
    ['it is of other statements', replaced("md5('another') AS judgement_id", 'judgements')],
    [
      'a run came since',
      async (copy) => {
        await writeLake(join(folder, 'later'), BASE_LAKE);
        cpSync(join(folder, 'later'), copy, { recursive: true });
      },
    ],
  ])('%s', async (name, damage) => {
    const { found, anew } = await toldBy(name.replaceAll(' ', '-'), damage);
    expect(found).toEqual(anew);
  });
});
