/** The table of subjects: when the questions about sets and OUs read it, and when they judge by themselves. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT_QUESTIONS } from '../../src/model/tables/derived-subjects.js';
import { allRows } from '../../src/query/all-rows.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { prepareKnown } from '../../src/query/question/ask.js';
import { visibleDates } from '../../src/query/question/dates.js';
import { countLeftOut } from '../../src/query/question/left-out.js';
import { readNamedQuestion } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { folderStore } from '../../src/store/folder.js';
import { writeLake } from '../query/lake/write-lake.js';
import { derive, rewrite, statesOf } from './derived-lake.js';

const BASE = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'subjects-'));
const base = join(folder, 'base');
beforeAll(async () => {
  await writeLake(base, BASE);
  await derive(base);
});
afterAll(() => rmSync(folder, { recursive: true }));

const NEWEST = 'derived/subjects/snapshot_date=2026-07-01/derived_subjects.parquet';
const OLDER = NEWEST.replace('2026-07-01', '2026-04-01');

function copied(name: string): string {
  const place = join(folder, name);
  cpSync(base, place, { recursive: true });
  return place;
}

interface Told {
  readonly isJudged: boolean;
  readonly rows: readonly unknown[];
  readonly leftOut: readonly unknown[];
}

async function told(place: string, name: string, given: Given = {}): Promise<Told> {
  const engine = await duckdbEngine(folderStore(place));
  const dates = await visibleDates(engine);
  const { statement, leftOut } = await prepareKnown(engine, readNamedQuestion(name), given, { dates });
  const rows = await allRows(engine, statement.sql, statement.parameters);
  const counted = await countLeftOut(engine, leftOut);
  await engine.close();
  return { isJudged: statement.sql.includes('judged_lists'), rows, leftOut: counted };
}

const areJudged = async (place: string, given: Given = {}) =>
  await Promise.all(SUBJECT_QUESTIONS.map(async (name) => (await told(place, name, given)).isJudged));
const ALL = SUBJECT_QUESTIONS.map(() => true);
const NONE = SUBJECT_QUESTIONS.map(() => false);

test.each(SUBJECT_QUESTIONS)(
  '%s is read where it is asked with its defaults, and says what it would judge',
  async (name) => {
    const usual = await told(base, name);
    expect(usual.isJudged).toBe(false);
    expect(usual.rows.length).toBeGreaterThan(0);
    for (const given of [{ days: 90 }, { snapshot_date: '2026-07-01' }])
      expect(await told(base, name, given)).toEqual(usual);
    for (const given of [{ days: 30 }, { service: 's3' }, { snapshot_date: '2026-04-01' }])
      expect((await told(base, name, given)).isJudged, JSON.stringify(given)).toBe(true);
    const place = copied(`without-${name}`);
    rmSync(join(place, 'derived/subjects'), { recursive: true });
    expect(await told(place, name)).toEqual({ ...usual, isJudged: true });
  },
);

test('filters, exceptions and flags are judged', async () => {
  const isJudged = async (name: string, given: Given) => (await told(base, name, given)).isJudged;
  for (const given of [{ account: '222222222222' }, { except_policy: '*' }, { except_action: 's3:*' }])
    expect(await isJudged('sets', given), JSON.stringify(given)).toBe(true);
  for (const given of [{ all: 'yes' }, { except_action: 's3:*' }])
    expect(await isJudged('guardrails', given), JSON.stringify(given)).toBe(true);
});

test('what another version wrote, or is of other runs, is judged and made anew', async () => {
  const place = copied('versions');
  for (const other of ["REPLACE ('an older version' AS judged_by)", "REPLACE ('others' AS made_of)"]) {
    await rewrite(place, NEWEST, `SELECT * EXCLUDE (snapshot_date) ${other} FROM raw.derived_subjects`);
    expect(await areJudged(place)).toEqual(ALL);
    expect(statesOf(await derive(place)).at(-1)).toBe('2026-07-01 made');
    expect(await areJudged(place)).toEqual(NONE);
  }
  rmSync(join(place, 'runs/r3.parquet'));
  expect(await areJudged(place)).toEqual(ALL);
});

test('the answer of one date is never read for another, and rows of two files never together', async () => {
  const place = copied('dates');
  await derive(place, { wants: ({ date }) => date === '2026-04-01' });
  expect(await areJudged(place, { snapshot_date: '2026-04-01' })).toEqual(NONE);
  const madeOf = `(SELECT made_of FROM raw.derived_subjects WHERE snapshot_date = '2026-04-01' LIMIT 1)`;
  const ofNewest = `FROM raw.derived_subjects WHERE snapshot_date = '2026-07-01'`;
  await rewrite(place, OLDER, `SELECT * EXCLUDE (snapshot_date) REPLACE (${madeOf} AS made_of) ${ofNewest}`);
  expect(await areJudged(place, { snapshot_date: '2026-04-01' })).toEqual(ALL);
  const mixed = `SELECT * EXCLUDE (snapshot_date) ${ofNewest}
    UNION ALL SELECT * EXCLUDE (snapshot_date) REPLACE ('' AS made_of) ${ofNewest}`;
  await rewrite(place, NEWEST, mixed);
  expect(await areJudged(place)).toEqual(ALL);
});

const WHOLE = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';
const PART = WHOLE.replace('"accounts":[]', '"accounts":["222222222222"]');

/** The base case with whole snapshots, and the last run as a part of the accounts two days after them. */
const WITH_PART = BASE.replace(
  /\[runs\][\s\S]*?\n\n/,
  `[runs]
run_id | snapshot_date | scope
r1     | 2026-01-01    | ${WHOLE}
r2     | 2026-04-01    | ${WHOLE}
r3     | 2026-07-01    | ${WHOLE}
r4     | 2026-07-03    | ${PART}

`,
);

test('a later part of the accounts makes the answer stale, and is never answered by it', async () => {
  const place = join(folder, 'part');
  await writeLake(place, WITH_PART);
  const [run] = readdirSync(join(place, 'runs')).toReversed();
  cpSync(join(place, 'runs', String(run)), join(folder, 'part.parquet'));
  rmSync(join(place, 'runs', String(run)));
  await derive(place);
  expect(await areJudged(place)).toEqual(NONE);
  cpSync(join(folder, 'part.parquet'), join(place, 'runs', String(run)));
  expect(await areJudged(place)).toEqual(ALL);
  await derive(place, { wants: ({ isWhole }) => isWhole });
  expect(await areJudged(place)).toEqual(NONE);
  const ofPart = NEWEST.replace('2026-07-01', '2026-07-03');
  cpSync(join(place, NEWEST), join(place, ofPart));
  expect(await areJudged(place, { snapshot_date: '2026-07-03' })).toEqual(ALL);
});
