/** The table of owners: the views of the judgement name who answers for a row, as the question worklist does. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownerEntryValue } from '../../../src/decisions/owners-file.js';
import { expire } from '../../../src/lake/expire.js';
import { derivedOwners } from '../../../src/model/tables/derived.js';
import { ownersOf } from '../../../src/query/derived/owners.js';
import type { DeriveOptions } from '../../../src/query/derived/trends.js';
import { write } from '../../../src/query/derived/write.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { ask } from '../../../src/query/question/ask.js';
import type { Given } from '../../../src/query/question/values.js';
import { folderStore } from '../../../src/store/folder.js';
import { writeLake } from '../lake/write-lake.js';
import { derive as deriveAll, rewrite, statesOf } from './derived-lake.js';

const BASE = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const DATE = '2026-07-01';
const FILE = `derived/owners/snapshot_date=${DATE}/derived_owners.parquet`;
const folder = mkdtempSync(join(tmpdir(), 'owners-'));
const base = join(folder, 'base');

/** Of the newest date alone. */
const derive = (place: string, owners: Partial<DeriveOptions> = {}) =>
  deriveAll(place, { ...owners, wants: ({ date }) => date === DATE });

beforeAll(async () => {
  await writeLake(base, BASE);
  await derive(base);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;

function copied(): string {
  const place = join(folder, `copy-${++copies}`);
  cpSync(base, place, { recursive: true });
  return place;
}

async function over<T>(place: string, work: (engine: QueryEngine) => Promise<T>): Promise<T> {
  const engine = await duckdbEngine(folderStore(place));
  return await work(engine).finally(() => engine.close());
}

/** Rows of one statement as text. */
const selectFrom = async (engine: QueryEngine, sql: string) =>
  (await allRows(engine, sql, [])).map((row) => row.join(' ')).sort();
const select = (place: string, sql: string) => over(place, (engine) => selectFrom(engine, sql));

const SHORT = "replace(coalesce(principal_arn, account_id), 'arn:aws:iam::', '')";
const ownersIn = (place: string) =>
  select(place, `SELECT DISTINCT ${SHORT}, owner FROM principals_judged WHERE snapshot_date = '${DATE}'`);

test('an owner is by a tag of the principal, by a tag or the address of its account, or nobody', async () => {
  const found = await ownersIn(base);
  expect(found).toEqual(
    expect.arrayContaining([
      '222222222222:role/app shop',
      '222222222222:user/alice Platform',
      '222222222222:role/broken Platform',
      '111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef aws+111111111111@example.com',
      '333333333333 ',
      '555555555555:role/lab lab',
    ]),
  );
  const from = "SELECT owner_from FROM snapshot_owners WHERE account_id = '333333333333' AND principal_id = ''";
  expect(await select(base, `${from} AND snapshot_date = '${DATE}'`)).toEqual(['unknown']);
});

test('permissions name the same owners, also of who was not measured', async () => {
  const named = await select(base, `SELECT DISTINCT ${SHORT}, owner FROM permissions`);
  const judged = await ownersIn(base);
  expect(named).toContain('222222222222:role/broken Platform');
  expect(judged).toEqual(expect.arrayContaining(named.filter((row) => !row.includes('role/gone'))));
});

/** Each makes other owners. */
const BY: readonly { by: string; tags: readonly string[]; entries: readonly string[] }[] = [
  { by: 'tags', tags: ['owner', 'Owner', 'team', 'Team'], entries: [] },
  { by: 'another tag', tags: ['cost-center'], entries: [] },
  {
    by: 'a file',
    tags: ['owner'],
    entries: [
      ownerEntryValue({ kind: 'principal', names: 'role/re*', owner: 'O\u2019Neil; DROP TABLE' }),
      ownerEntryValue({ kind: 'account', names: '222222222222', owner: 'SHOP' }),
      ownerEntryValue({ kind: 'ou', names: 'ou-lab', owner: 'Laboratory' }),
    ],
  },
];

describe.each(BY)('owners by $by', ({ tags, entries }) => {
  const given: Given = {
    snapshot_date: DATE,
    owner_tag: tags,
    ...(entries.length > 0 && { owner_entry: entries }),
  };
  let engine: QueryEngine;

  beforeAll(async () => {
    const place = copied();
    const store = folderStore(place);
    const { signal } = new AbortController();
    await over(place, (lake) =>
      write(store, derivedOwners, DATE, ownersOf(lake, { date: DATE, owners: { tags, entries }, signal })),
    );
    engine = await duckdbEngine(store);
  }, 60_000);
  afterAll(() => engine?.close());

  async function asked(question: string, more: Given, columns: readonly string[]): Promise<string[]> {
    const answer = await ask(engine, question, { ...given, ...more });
    const places = columns.map((name) => answer.columns.findIndex((column) => column.name === name));
    const rows: string[] = [];
    for await (const page of answer.pages)
      for (const row of page) if (row[places[0] as number] !== null) rows.push(places.map((at) => row[at]).join(' '));
    return rows.sort();
  }

  test('are those of the question worklist', async () => {
    const told = await asked('worklist', {}, ['principal_arn', 'owner', 'owner_from']);
    expect(told.length).toBeGreaterThan(3);
    const named = `SELECT p.principal_arn, p.owner, o.owner_from FROM principals_judged p
      JOIN snapshot_owners o USING (snapshot_date, account_id, principal_id) WHERE p.snapshot_date = '${DATE}'`;
    expect(await selectFrom(engine, named)).toEqual(expect.arrayContaining(told));
  });

  test('choose the rows that --owner chooses', async () => {
    const owners = await selectFrom(
      engine,
      `SELECT DISTINCT owner FROM principals_judged WHERE snapshot_date = '${DATE}' AND owner IS NOT NULL`,
    );
    expect(owners.length).toBeGreaterThan(1);
    const columns = ['principal_arn', 'service_namespace', 'action_name'];
    for (const owner of owners.slice(0, 3)) {
      const rows = `SELECT ${columns.join(', ')} FROM permissions
        WHERE lower(owner) = lower('${owner}') AND action_name <> '' AND removable_days >= 90 AND NOT is_service_linked`;
      expect(await selectFrom(engine, rows), owner).toEqual(await asked('removable.by-action', { owner }, columns));
    }
  });
});

test('owners by another tag are made anew, and no judgement with them; the same are not', async () => {
  const place = copied();
  const judgements = () => select(place, 'SELECT judgement_id FROM raw.derived_judgements');
  const before = await judgements();
  expect(statesOf(await derive(place))).toEqual([`${DATE} current`]);
  expect(await ownersIn(place)).toContain('222222222222:user/alice Platform');
  expect(statesOf(await derive(place, { ownerTags: ['cost-center'] }))).toEqual([`${DATE} made`]);
  expect(await ownersIn(place)).toContain('222222222222:user/alice 12');
  expect(await judgements()).toEqual(before);
});

test('owners that are gone, or of other statements, are made anew alone', async () => {
  const place = copied();
  const rows = `SELECT * EXCLUDE (snapshot_date) REPLACE ('older' AS judged_by) FROM raw.derived_owners WHERE snapshot_date = '${DATE}'`;
  for (const lose of [() => rmSync(join(place, FILE)), () => rewrite(place, FILE, rows)]) {
    await lose();
    const made = (await derive(place)).at(-1);
    const [count] = await select(place, `SELECT count(*) FROM raw.derived_owners WHERE snapshot_date = '${DATE}'`);
    expect([made?.state, String(made?.rows)]).toEqual(['made', count]);
  }
});

test('beside another judgement, or without a file, nobody is named and no row is hidden', async () => {
  const place = copied();
  const counts = 'SELECT count(*), count(owner) FROM permissions';
  const [all = ''] = await select(place, counts);
  const [rows] = all.split(' ');
  const others = `SELECT * EXCLUDE (snapshot_date) REPLACE ('another' AS judgement_id) FROM raw.derived_owners WHERE snapshot_date = '${DATE}'`;
  await rewrite(place, FILE, others);
  expect(await select(place, counts)).toEqual([`${rows} 0`]);
  rmSync(join(place, FILE));
  expect(await select(place, counts)).toEqual([`${rows} 0`]);
});

test('two rows of one user name nobody, and double no row', async () => {
  const place = copied();
  const named = "SELECT count(*), count(owner) FROM permissions WHERE principal_arn LIKE '%role/app'";
  const [before = ''] = await select(place, named);
  const [rows] = before.split(' ');
  expect(Number(rows)).toBeGreaterThan(1);
  const own = `SELECT * EXCLUDE (snapshot_date) FROM raw.derived_owners WHERE snapshot_date = '${DATE}'`;
  await rewrite(
    place,
    FILE,
    `${own} UNION ALL SELECT * REPLACE ('another' AS owner) FROM (${own} AND principal_id = 'AROAAPP')`,
  );
  expect(await select(place, named)).toEqual([`${rows} 0`]);
});

test('beside other runs no owner shows, until derive renews them', async () => {
  const place = copied();
  rmSync(join(place, 'runs/r4.parquet'));
  const owners = () => select(place, `SELECT account_id, owner FROM snapshot_owners WHERE snapshot_date = '${DATE}'`);
  expect(await owners()).toEqual([]);
  expect(statesOf(await derive(place))).toEqual([`${DATE} renewed`]);
  expect(await owners()).toContain('555555555555 lab');
});

test('they go with the date', async () => {
  const place = copied();
  rmSync(join(place, 'runs'), { recursive: true });
  cpSync(join(base, 'runs/r1.parquet'), join(place, 'runs/r1.parquet'), { recursive: true });
  await expire(folderStore(place), { olderThanDays: 10_000, dryRun: false, dropEvidence: true });
  expect(existsSync(join(place, FILE))).toBe(false);
});
