/** A judgement that `derive` replaces while a question reads it: the answer ends with an error, and hides nothing in silence. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../../src/digest/digest.js';
import { answersOf } from '../../../src/query/derived/answers.js';
import { writeJudgement } from '../../../src/query/derived/judgement.js';
import { confirming } from '../../../src/query/derived/read-judgement.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryResult } from '../../../src/query/engine/engine.js';
import { ask, type Prepared, prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { readNamedQuestion } from '../../../src/query/question/questions.js';
import { usesUntil } from '../../../src/query/sql/lake-dates.js';
import { sheetOf } from '../../../src/report/sheet.js';
import { taskPowers } from '../../../src/report/task-powers.js';
import { folderStore } from '../../../src/store/folder.js';
import { succeeded } from '../../cli/run-command.js';
import { writeLake } from '../lake/write-lake.js';

const BASE = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const DATE = '2026-07-01';
const QUESTION = 'removable.by-action';
const GIVEN = { snapshot_date: DATE, days: 90 };
const REPLACED = {
  name: 'UserError',
  exit: 'nothing',
  message: `Cannot read the judgement of "${DATE}" to its end: another one took its place meanwhile, so rows may be missing or wrong.`,
  hint: 'Ask again.',
};

const folder = mkdtempSync(join(tmpdir(), 'replaced-'));
const early = join(folder, 'early');
const late = join(folder, 'late');
afterAll(() => rmSync(folder, { recursive: true }));

async function judge(place: string, text: string): Promise<void> {
  const store = await writeLake(place, text);
  const engine = await duckdbEngine(store);
  const until = usesUntil(DATE, await snapshotDates(engine));
  await engine.close();
  await writeJudgement(store, store, { date: DATE, usesUntil: until, signal: new AbortController().signal });
}

beforeAll(async () => {
  await judge(early, BASE.replace(/^r3 {5}\|.*\n/m, ''));
  await judge(late, BASE);
}, 60_000);

let copies = 0;

/** A lake, and what a later `derive` does to it: a run was committed, and its date judged again. */
function copied(): { place: string; replace: () => void } {
  const place = join(folder, `copy-${++copies}`);
  cpSync(early, place, { recursive: true });
  return { place, replace: () => cpSync(late, place, { recursive: true }) };
}

interface Asked {
  readonly engine: QueryEngine;
  readonly replace: () => void;
  readonly prepared: Prepared;
}

async function prepared(work: (asked: Asked) => Promise<void>): Promise<void> {
  const { place, replace } = copied();
  const engine = await duckdbEngine(folderStore(place));
  try {
    const dates = await snapshotDates(engine);
    const question = readNamedQuestion(QUESTION);
    await work({ engine, replace, prepared: await prepareKnown(engine, question, GIVEN, { dates }) });
  } finally {
    await engine.close();
  }
}

async function taken({ pages }: Pick<QueryResult, 'pages'>): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

test('its rows are gone by then, which would read as none', async () => {
  await prepared(async ({ engine, replace, prepared: { statement, judgements } }) => {
    const { sql, parameters } = statement;
    const before = await allRows(engine, sql, parameters);
    const listed = before.filter((row) => row[2] !== null).length;
    expect(listed).toBeGreaterThan(3);
    expect(await allRows(confirming(engine, judgements), sql, parameters)).toEqual(before);
    replace();
    const after = await allRows(engine, sql, parameters);
    expect(after.filter((row) => row[2] !== null).length).toBeLessThan(listed);
    await expect(allRows(confirming(engine, judgements), sql, parameters)).rejects.toMatchObject(REPLACED);
  });
});

test('it is refused after the last page, and where no more pages are taken', async () => {
  await prepared(async ({ engine, replace, prepared: { statement, judgements } }) => {
    const { sql, parameters } = statement;
    const [whole, first] = await Promise.all([0, 1].map(() => confirming(engine, judgements).query(sql, parameters)));
    replace();
    await expect(taken(whole as QueryResult)).rejects.toMatchObject(REPLACED);
    const begun = async () => {
      for await (const _page of (first as QueryResult).pages) break;
    };
    await expect(begun()).rejects.toMatchObject(REPLACED);
  });
});

test('it is refused in a file of CSV and in lines, too', async () => {
  const { place, replace } = copied();
  const path = join(folder, 'answer.csv');
  const engine = await duckdbEngine(folderStore(place), { writes: [path] });
  const { statement, judgements } = await prepareKnown(engine, readNamedQuestion(QUESTION), GIVEN, {
    dates: await snapshotDates(engine),
  });
  const asking = confirming(engine, judgements);
  const { sql, parameters } = statement;
  const linesOf = async () => {
    const answer = await asking.lines?.(sql, parameters, 'json');
    const lines: string[] = [];
    for await (const page of answer?.pages ?? []) lines.push(...page);
    return lines.length;
  };
  expect(await linesOf()).toBe(await asking.writeCsv?.(sql, parameters, path));
  replace();
  await expect(linesOf()).rejects.toMatchObject(REPLACED);
  rmSync(path);
  await expect(asking.writeCsv?.(sql, parameters, path)).rejects.toMatchObject(REPLACED);
  await engine.close();
});

test('a failure of the engine stays what it is', async () => {
  await prepared(async ({ engine, replace, prepared: { judgements } }) => {
    const pages = async function* (): AsyncGenerator<never[], void, void> {
      yield [];
      throw new Error('The connection was lost');
    };
    const failing = { ...engine, query: async () => ({ columns: [], pages: pages() }) };
    replace();
    await expect(allRows(confirming(failing, judgements), 'SELECT 1', [])).rejects.toThrow('The connection was lost');
  });
});

/** The engine, which replaces the files once the judgement was found to be current, and before a row of it is read. */
function replacing(engine: QueryEngine, replace: () => void): QueryEngine {
  let isReplaced = false;
  return {
    ...engine,
    query: async (sql, ...others) => {
      if (!isReplaced && sql.includes('derived_judged_principals')) {
        replace();
        isReplaced = true;
      }
      return await engine.query(sql, ...others);
    },
  };
}

/** As Athena has the tables: by other names, in one schema. */
function asAthena(engine: QueryEngine): QueryEngine {
  return {
    ...engine,
    name: 'athena',
    query: (sql, ...others) => {
      if (sql.includes('FROM raw.')) throw new Error('Athena has no schema "raw"');
      return engine.query(sql.replaceAll(/\b(FROM|JOIN) raw_/g, '$1 raw.'), ...others);
    },
  };
}

test.each([
  ['DuckDB', (engine: QueryEngine) => engine],
  ['Athena', asAthena],
])('a question that is asked of %s finds it out by itself', async (_name, on) => {
  const { place, replace } = copied();
  const engine = await duckdbEngine(folderStore(place));
  try {
    const rows = await taken(await ask(on(engine), QUESTION, GIVEN));
    expect(rows.length).toBeGreaterThan(3);
    await expect(ask(replacing(on(engine), replace), QUESTION, GIVEN).then(taken)).rejects.toMatchObject(REPLACED);
  } finally {
    await engine.close();
  }
});

/** Columns of a sheet of tasks. */
const TASKS = ['step', 'subject_type', 'account_id', 'permission_set_name', 'policy_arn', 'principal_arn'];

test.each<[string, (engine: QueryEngine) => Promise<unknown>]>([
  [
    'a derived table',
    async (engine) => {
      const made = { usesUntil: DATE, owners: { tags: ['owner'], entries: [] }, readsStored: true };
      return await answersOf(engine, await snapshotDates(engine), made)('trends', { snapshot_date: DATE });
    },
  ],
  [
    'the powers of tasks',
    async (engine) => {
      const dated = { all: await snapshotDates(engine), date: DATE, until: DATE };
      return await taskPowers(engine, dated, await sheetOf(TASKS, []), {});
    },
  ],
  [
    'a digest',
    async (engine) => {
      const dates = { fromDate: undefined, toDate: undefined };
      const request = { dates, kinds: [], filters: {}, decisions: new Map(), isSheet: false };
      return await digestOf(engine, await snapshotDates(engine), request, {});
    },
  ],
])('%s that is made of it finds it out', async (_name, make) => {
  const { place, replace } = copied();
  const engine = await duckdbEngine(folderStore(place));
  try {
    await make(engine);
    await expect(make(replacing(engine, replace))).rejects.toMatchObject(REPLACED);
  } finally {
    await engine.close();
  }
});

/** `query`, with the files replaced as soon as it prints. */
async function queried(place: string, replace: () => void, format: string, ...more: string[]) {
  const argv = ['query', 'removable', '--by', 'action', '--destination', place, '--snapshot-date', DATE];
  return succeeded([...argv, '--format', format, ...more], { beforePrint: replace });
}

test.each([
  ['while its rows are printed', 'json'],
  ['before what it leaves out is counted', 'table'],
])('the command ends with it where that happens %s', async (_when, format) => {
  const { place, replace } = copied();
  expect(await queried(place, () => {}, format)).toMatchObject({
    exit: 'ok',
    err: expect.stringMatching(/^Left out of granted actions: /m),
  });
  await expect(queried(place, replace, format)).rejects.toMatchObject(REPLACED);
});
