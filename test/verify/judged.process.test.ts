/** What `derive` stored for the newest date is judged anew: an answer that says something else than the runs is damage. */

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyText } from '../../src/cli/text/verify-text.js';
import { TABLES_OF_JUDGEMENT } from '../../src/model/tables/judged.js';
import { derivedKey } from '../../src/model/tables.js';
import { deriveTrends } from '../../src/query/derived/trends.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { allRows } from '../../src/query/engine/all-rows.js';
import { folderStore } from '../../src/store/folder.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';
import { rewriteFile, verified } from './damaged-lake.js';

const BASE = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'verify-judged-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HISTORY = 'derived/trend_history/derived_trend_history.parquet';
const NEWEST = 'snapshot_date=2026-07-01';
const TRENDS = `derived/trends/${NEWEST}/derived_trends.parquet`;
const WORKLIST = `derived/worklist/${NEWEST}/derived_worklist.parquet`;
const OWNERS = `derived/owners/${NEWEST}/derived_owners.parquet`;

async function derive(place: string, owners: { ownerTags: readonly string[]; ownerEntries?: readonly string[] }) {
  const store = folderStore(place);
  const engine = await duckdbEngine(store);
  for await (const _ of deriveTrends(store, engine, {
    wants: () => true,
    signal: AbortSignal.timeout(60_000),
    ...owners,
  }));
  await engine.close();
}

const base = join(folder, 'base');

beforeAll(async () => {
  await writeLake(base, BASE);
  await derive(base, { ownerTags: [] });
});

let copies = 0;

function copied(): string {
  const place = join(folder, `copy-${++copies}`);
  cpSync(base, place, { recursive: true });
  return place;
}

const derivedIn = async (place: string) => (await verified(place)).damages.filter(({ kind }) => kind === 'derived');

/** Another step, so that a task of this place says "delete". */
const DELETE = `SELECT * REPLACE ('DELETE' AS step, 'DELETE_ROLE' AS task_code) FROM rows`;

/** Lies side by side in one lake, each in a file of its own. */
test.each<Readonly<Record<string, string>>>([
  {
    [WORKLIST]: DELETE,
    [OWNERS]: `SELECT * REPLACE ('me' AS owner) FROM rows`,
    [TRENDS]: 'SELECT * REPLACE (services_unused + 1 AS services_unused) FROM rows',
  },
  {
    [WORKLIST]: 'SELECT * FROM rows WHERE task_rank > 1',
    [OWNERS]: `SELECT * FROM rows WHERE principal_id <> ''`,
  },
  { [WORKLIST]: 'SELECT * REPLACE ((100 - task_rank)::INTEGER AS task_rank) FROM rows' },
  { [WORKLIST]: `SELECT * REPLACE ('DELETE' AS step, 'other' AS judged_by) FROM rows` },
])('%o', async (lies) => {
  const place = copied();
  for (const [key, select] of Object.entries(lies)) await rewriteFile(join(place, key), select);
  const damages = await derivedIn(place);
  for (const key of Object.keys(lies)) {
    const damage = damages.find(({ subject }) => subject === key);
    expect(damage, key).toMatchObject({ runId: undefined });
    expect(damage?.problem).toMatch(
      /^says something else than the runs that it was made of: \d+ rows .* `access-lake derive` writes it again$/,
    );
  }
});

/** Of each table of a judgement, rows that let more be removed, in the number and of the judgement that they were. */
const LIES: Readonly<Record<string, string>> = {
  judged_principals: '0::INTEGER AS fixed_reasons, 400::INTEGER AS used_days',
  judged_grants: 'max(profile) OVER (PARTITION BY service_namespace) AS profile',
  judged_lists: '0::INTEGER AS fixed_reasons, 400::INTEGER AS young_days',
  judged_uses: '400::INTEGER AS used_days',
  known_users: 'true AS is_gone',
  subject_members: "'AROAAPP' AS principal_id",
  judged_subject_items: '0::INTEGER AS fixed_reasons, 400::INTEGER AS used_days',
  judgements: "'2027-01-01' AS uses_until",
};

test('a lie in each table of the judgement, which the views believe', async () => {
  const place = copied();
  const removable = 'SELECT count(*) FROM permissions WHERE removable_days >= 90';
  const keys = Object.keys(LIES).map((name) => `derived/${name}/${NEWEST}/derived_${name}.parquet`);
  expect(keys.toSorted()).toEqual(TABLES_OF_JUDGEMENT.map((table) => derivedKey(table, '2026-07-01')).toSorted());
  const [[before] = []] = await asked(place, removable);
  for (const [at, lie] of Object.values(LIES).entries())
    await rewriteFile(join(place, String(keys[at])), `SELECT * REPLACE (${lie}) FROM rows`);
  expect(Number((await asked(place, removable))[0]?.[0])).toBeGreaterThan(Number(before));
  const damages = await derivedIn(place);
  expect(damages.map(({ subject }) => subject).toSorted()).toEqual(keys.toSorted());
  for (const { problem } of damages)
    expect(problem).toMatch(/^says something else than the runs that it was made of: /);
});

test.each([
  ['more', 'SELECT * REPLACE (actions_used + 1 AS actions_used) FROM rows'],
  ['fewer rows', `SELECT * FROM rows WHERE dimension <> 'account'`],
])('a history with %s than the files of its dates', async (_lie, select) => {
  const place = copied();
  await rewriteFile(join(place, HISTORY), select);
  const damages = await derivedIn(place);
  expect(new Set(damages.map(({ subject }) => subject))).toEqual(new Set([HISTORY]));
  expect(damages).toHaveLength(3);
  expect(damages[0]?.problem).toMatch(/^differs in \d+ rows of 2026-01-01, such as "account /);
});

test('a lie is the answer of the worklist until it is deleted, and derive writes what the runs say', async () => {
  const place = copied();
  await rewriteFile(join(place, WORKLIST), DELETE);
  await derive(place, { ownerTags: [] });
  expect(await steps(place)).toEqual(['DELETE']);
  expect(await derivedIn(place)).toHaveLength(1);
  rmSync(join(place, WORKLIST));
  await derive(place, { ownerTags: [] });
  expect((await steps(place)).length).toBeGreaterThan(1);
  expect(await derivedIn(place)).toEqual([]);
});

const steps = async (place: string) =>
  (await asked(place, 'SELECT DISTINCT step FROM snapshot_worklist')).map(([step]) => step);

async function asked(place: string, sql: string): Promise<(readonly unknown[])[]> {
  const engine = await duckdbEngine(folderStore(place));
  return await allRows(engine, sql).finally(() => engine.close());
}

test('what is true is no damage, for owners by other tags and by a file', async () => {
  const others = [
    { ownerTags: ['owner'], ownerEntries: ['account\u241f222222222222\u241fShop'] },
    { ownerTags: ['cost-center', 'team'] },
  ];
  for (const owners of sampled(2, others)) {
    const place = copied();
    await derive(place, owners);
    const found = await verified(place);
    expect(found.damages.filter(({ kind }) => kind === 'derived')).toEqual([]);
    expect(found.derived.map(({ state }) => state)).not.toContain('stale');
    expect(verifyText(found)).toContain('\nThe stored answers of 2026-07-01 were judged again.\n');
    await rewriteFile(join(place, WORKLIST), DELETE);
    expect(await derivedIn(place)).toHaveLength(1);
  }
});

test('what is stale answers nothing, and is not judged', async () => {
  const place = copied();
  for (const key of [WORKLIST, TRENDS, HISTORY]) {
    const madeOf = key === HISTORY ? `md5('r1') AS made_of_md5` : `'r1' AS made_of`;
    await rewriteFile(join(place, key), `SELECT * REPLACE (${madeOf}) FROM rows`);
  }
  expect(await derivedIn(place)).toEqual([]);
});
