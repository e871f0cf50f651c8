/** The table of trends: its numbers, what makes it stale, and what becomes of a file that cannot be read. */

import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { expire } from '../../../src/lake/expire.js';
import { daysBefore, isDate } from '../../../src/model/days.js';
import { renewHistory } from '../../../src/query/derived/history.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { Cell } from '../../../src/query/engine/engine.js';
import { ask, prepareKnown } from '../../../src/query/question/ask.js';
import { visibleDates } from '../../../src/query/question/dates.js';
import { findQuestion } from '../../../src/query/question/find.js';
import type { Given } from '../../../src/query/question/values.js';
import { folderStore } from '../../../src/store/folder.js';
import { lawLake } from '../../laws/judged/lakes.js';
import { storeLake } from '../../laws/judged/stored.js';
import type { LakeRow } from '../../laws/world/lake.js';
import { writeLake } from '../lake/write-lake.js';
import { derive, rewrite, statesOf } from './derived-lake.js';

const BASE = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'trends-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HISTORY = 'derived/trend_history/derived_trend_history.parquet';
const WORKLIST = 'derived/worklist/snapshot_date=2026-07-01/derived_worklist.parquet';
const NEWEST = 'derived/trends/snapshot_date=2026-07-01/derived_trends.parquet';

async function select(place: string, sql: string): Promise<Record<string, Cell>[]> {
  const engine = await duckdbEngine(folderStore(place));
  const { columns, pages } = await engine.query(sql, []);
  const rows: Record<string, Cell>[] = [];
  for await (const page of pages) {
    for (const row of page) rows.push(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  }
  await engine.close();
  return rows;
}

let derivedBase: Promise<string> | undefined;

/** A lake of the base case with all that is derived of it: derived once, then copied. */
async function derivedLake(name: string): Promise<string> {
  const place = join(folder, name);
  derivedBase ??= writeLake(join(folder, 'base'), BASE)
    .then(() => derive(join(folder, 'base')))
    .then(() => join(folder, 'base'));
  cpSync(await derivedBase, place, { recursive: true });
  return place;
}

test('the numbers of the newest snapshot, worked out by hand', async () => {
  const place = join(folder, 'numbers');
  await writeLake(place, BASE);
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 made', '2026-04-01 made', '2026-07-01 made']);
  const [row] = await select(
    place,
    "SELECT * FROM trends WHERE dimension = 'organization' AND snapshot_date = '2026-07-01'",
  );
  expect(row).toMatchObject({
    made_of: 'r1,r2,r3,r4',
    owner_tags: 'owner,Owner,team,Team',
    accounts: 5n,
    accounts_unmeasured: 2n,
    principals: 8n,
    principals_measured: 7n,
    principals_unmeasured: 1n,
    principals_dormant: 1n,
    principals_used_90: 3n,
    principals_used_180: 1n,
    principals_used_400: 0n,
    principals_used_older: 1n,
    principals_never_used: 0n,
    principals_use_unknown: 2n,
    services_granted: 9n,
    services_used: 2n,
    services_unused: 5n,
    services_too_young: 2n,
    actions_granted: 16n,
    actions_used: 2n,
    actions_unused: 11n,
    actions_too_young: 3n,
    actions_removable_of_principals: 6n,
    services_taken_away: null,
    actions_taken_away: null,
  });
  const subjects = await select(
    place,
    "SELECT dimension, subject, subject_name, accounts, principals FROM trends WHERE snapshot_date = '2026-07-01' AND dimension IN ('ou', 'owner', 'permission_set') ORDER BY dimension, subject",
  );
  expect(subjects.map((each) => Object.values(each).map(String).join(' '))).toEqual([
    'ou ou-dev Root/Dev 1 0',
    'ou ou-lab Root/Lab 1 1',
    'ou ou-prod Root/Prod 2 6',
    'ou r-root Root 5 8',
    'owner Platform null 1 3',
    'owner aws+111111111111@example.com null 1 1',
    'owner data null 1 2',
    'owner lab null 1 1',
    'owner shop null 1 1',
    'permission_set Admin null 1 1',
  ]);
});

test('a role that was made anew, by Identity Center or under its ARN, takes nothing away', async () => {
  const place = join(folder, 'anew');
  await writeLake(
    place,
    `[runs]
run_id | snapshot_date | scope
r1     | 2026-01-01    | {"thisAccount":false,"accounts":[],"ous":[]}
r2     | 2026-07-01    | {"thisAccount":false,"accounts":[],"ous":[]}
[accounts]
run_id | account_id   | ou_path | status   | principals_total
r1 r2  | 222222222222 | r-root  | exported | 3
[principals]
run_id | principal_arn                              | principal_id | permission_set_name | created_at
r1     | 222222222222:role/AWSReservedSSO_Data_0001 | AROAONE      | Data                | 2020-01-01
r2     | 222222222222:role/AWSReservedSSO_Data_0002 | AROATWO      | data                | 2026-06-01
r1     | 222222222222:role/job                      | AROAOLD      | -                   | 2020-01-01
r2     | 222222222222:role/job                      | AROANEW      | -                   | 2026-06-01
r1     | 222222222222:role/gone                     | AROAGONE     | -                   | 2020-01-01
[action_last_accessed]
run_id | principal_arn                              | service_namespace | action_name  | last_accessed_at
r1     | 222222222222:role/AWSReservedSSO_Data_0001 | s3                | CreateBucket | -
r2     | 222222222222:role/AWSReservedSSO_Data_0002 | s3                | CreateBucket | -
r1     | 222222222222:role/job                      | s3                | CreateBucket | -
r1     | 222222222222:role/job                      | s3                | DeleteBucket | -
r2     | 222222222222:role/job                      | s3                | DeleteBucket | -
r1     | 222222222222:role/gone                     | s3                | CreateBucket | -
[actions]
run_id | service_namespace | action_name  | is_tracked | tracked_since
r1 r2  | s3                | CreateBucket | true       | 2020-01-01
r1 r2  | s3                | DeleteBucket | true       | 2020-01-01
`,
  );
  await derive(place);
  const [taken] = await select(
    place,
    "SELECT services_taken_away, actions_taken_away FROM trends WHERE snapshot_date = '2026-07-01' AND dimension = 'organization'",
  );
  // CreateBucket of role/job, and what role/gone had
  expect(taken).toEqual({ services_taken_away: 1n, actions_taken_away: 2n });
});

test('what could go and is no longer granted was taken away since the snapshot of all accounts before', async () => {
  const place = join(folder, 'taken');
  const all = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';
  const whole = BASE.replace(/^run_id \| snapshot_date \| started_at .*$/m, (head) => `${head} | scope`).replace(
    /^(r[1234] {5}\| \d{4}-\d\d-\d\d {4}\|.*)$/gm,
    (row) => `${row} | ${row.startsWith('r4') ? '{}' : all}`,
  );
  const owned = whole.replace(/^r1 r2 {2}\| .*role\/gone .*$/m, (row) =>
    row.split('|').with(10, ' owner=Archive ').join('|'),
  );
  await writeLake(place, owned);
  await derive(place);
  const taken = await select(
    place,
    "SELECT snapshot_date, dimension, subject, services_taken_away AS services, actions_taken_away AS actions FROM trends WHERE dimension IN ('organization', 'service', 'account', 'owner') AND actions_taken_away > 0 OR dimension = 'organization' ORDER BY snapshot_date, dimension, subject",
  );
  // kms and kms:ListKeys of role/gone, whose owner has nobody left; who was not measured in July does not count, nor what
  // role/recreated had used
  expect(taken.map((row) => Object.values(row).map(String).join(' '))).toEqual([
    '2026-01-01 organization o-example null null',
    '2026-04-01 organization o-example 0 0',
    '2026-07-01 account 222222222222 1 1',
    '2026-07-01 organization o-example 1 1',
    '2026-07-01 owner Archive 1 1',
    '2026-07-01 service kms 1 1',
  ]);
  const [archive] = await select(
    place,
    "SELECT * FROM trends WHERE subject = 'Archive' AND snapshot_date = '2026-07-01'",
  );
  expect(archive).toMatchObject({ principals: 0n, accounts: 0n, accounts_unmeasured: 2n, services_granted: 0n });
  const tasks = await select(
    place,
    "SELECT task_state, step, split_part(subject, '::', 2) FROM bi_tasks ORDER BY 1, 2, 3",
  );
  // role/recreated is another than in April; r4 failed at role/broken, r3 at the account of role/ci
  expect(tasks.map((row) => Object.values(row).map(String).join(' '))).toEqual([
    'DONE DELETE 222222222222:role/gone',
    'DONE DELETE 222222222222:role/recreated',
    'NOT_COMPARED DELETE 222222222222:role/broken',
    'NOT_COMPARED DELETE 333333333333:role/ci',
    'OPEN DELETE 222222222222:role/old-batch',
    'OPEN NARROW 222222222222:role/shared',
    'OPEN NARROW 222222222222:user/alice',
    'USED DELETE 222222222222:role/app',
  ]);
});

test('an owner of whom nobody was measured has no row for BI tools', async () => {
  const place = join(folder, 'owners');
  const tagged = BASE.replace(/^r4 .*role\/broken .*$/m, (row) => row.split('|').with(10, ' owner=nobody ').join('|'));
  await writeLake(place, tagged);
  await derive(place, { ownerTags: ['owner'] });
  const owners = (rows: Record<string, Cell>[]) => rows.map(({ owner }) => owner);
  const newest = "WHERE snapshot_date = '2026-07-01'";
  const inTrends = await select(place, `SELECT subject AS owner FROM trends ${newest} AND dimension = 'owner'`);
  expect(owners(inTrends)).toContain('nobody');
  const shown = owners(await select(place, 'SELECT owner FROM bi_owners WHERE is_latest = 1'));
  expect(shown).toContain('shop');
  expect(shown).not.toContain('nobody');
});

test('a principal that was used 400 days ago is one of those of older use', async () => {
  const place = join(folder, 'boundary');
  await writeLake(place, BASE.replaceAll('2025-02-01 03:00', '2025-05-27 15:00'));
  await derive(place);
  const [row] = await select(
    place,
    "SELECT * FROM trends WHERE dimension = 'organization' AND snapshot_date = '2026-07-01'",
  );
  expect(row).toMatchObject({ principals_used_400: 0n, principals_used_older: 1n });
});

test('the worklist of the newest snapshot is what the question says, in its order', async () => {
  const place = await derivedLake('worklist');
  const engine = await duckdbEngine(folderStore(place));
  const { columns, pages } = await ask(engine, 'worklist', { snapshot_date: '2026-07-01' });
  const asked: Record<string, Cell>[] = [];
  for await (const page of pages) {
    for (const row of page) asked.push(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  }
  await engine.close();
  const tasks = asked.filter(({ step }) => step === 'NARROW' || step === 'DELETE');
  expect(tasks.length).toBeGreaterThan(2);
  expect(tasks.length).toBeLessThan(asked.length);
  const shown = await select(place, 'SELECT * FROM bi_worklist ORDER BY task_rank');
  expect(new Set(shown.map(({ snapshot_date }) => String(snapshot_date)))).toEqual(new Set(['2026-07-01']));
  expect(shown.map((row) => row.task_rank)).toEqual(tasks.map((_, at) => at + 1));
  for (const [at, task] of tasks.entries()) {
    const same = ['step', 'subject_type', 'account_id', 'account_name', 'task_code', 'risk', 'grant_age'];
    const counted = ['services_removable', 'actions_removable', 'grants_removable'];
    const values = (row: Record<string, Cell> | undefined) => [...same, ...counted].map((name) => row?.[name]);
    expect(values(shown[at])).toEqual(values(task));
    const subject = task.permission_set_name ?? task.policy_arn ?? task.principal_arn;
    expect([shown[at]?.subject, shown[at]?.holders]).toEqual([subject, task.holders ?? 1n]);
  }
});

test('the question worklist reads what derive wrote, while it would answer the same', async () => {
  const place = await derivedLake('stored');
  const judgedOf = async (given: Given): Promise<{ isJudged: boolean; rows: readonly (readonly Cell[])[] }> => {
    const engine = await duckdbEngine(folderStore(place));
    const dates = await visibleDates(engine);
    const { statement } = await prepareKnown(engine, findQuestion('worklist'), given, { dates });
    const rows = await allRows(engine, statement.sql, statement.parameters);
    await engine.close();
    return { isJudged: statement.sql.includes('judged_lists'), rows };
  };
  const usual = await judgedOf({});
  expect(usual.isJudged).toBe(false);
  expect(usual.rows.length).toBeGreaterThan(4);
  for (const given of [
    { days: 90 },
    { snapshot_date: '2026-07-01' },
    { owner_tag: ['owner', 'Owner', 'team', 'Team'] },
  ])
    expect(await judgedOf(given), JSON.stringify(given)).toEqual(usual);
  expect((await judgedOf({ account: '222222222222' })).isJudged).toBe(false);
  const others = [{ days: 30 }, { owner_tag: 'cost-center' }, { except_policy: '*' }, { snapshot_date: '2026-04-01' }];
  for (const given of others) expect((await judgedOf(given)).isJudged, JSON.stringify(given)).toBe(true);
  const byOthers = "EXCLUDE (snapshot_date) REPLACE ('an older version' AS judged_by)";
  await rewrite(place, WORKLIST, `SELECT * ${byOthers} FROM raw.derived_worklist ORDER BY task_rank`);
  expect(await judgedOf({})).toEqual({ ...usual, isJudged: true });
  expect(statesOf(await derive(place)).at(-1)).toBe('2026-07-01 made');
  expect(await judgedOf({})).toEqual(usual);
  rmSync(join(place, 'runs/r3.parquet'));
  expect((await judgedOf({})).isJudged).toBe(true);
});

test('the worklist is read whole where derive replaces it meanwhile, and shown as SQL that holds for other runs', async () => {
  const place = await derivedLake('replaced');
  const engine = await duckdbEngine(folderStore(place));
  const dates = await visibleDates(engine);
  const worklist = findQuestion('worklist');
  const { statement } = await prepareKnown(engine, worklist, {}, { dates });
  const before = await allRows(engine, statement.sql, statement.parameters);
  expect(before.length).toBeGreaterThan(4);
  const ofOthers = "EXCLUDE (snapshot_date) REPLACE ('others' AS made_of)";
  await rewrite(place, WORKLIST, `SELECT * ${ofOthers} FROM raw.derived_worklist ORDER BY task_rank`);
  expect(await allRows(engine, statement.sql, statement.parameters)).toEqual(before);
  await engine.close();
  const current = await duckdbEngine(folderStore(await derivedLake('shown')));
  const shown = await prepareKnown(current, worklist, {}, { dates, isShown: true });
  expect(shown.statement.sql).toContain('judged_lists');
  await current.close();
});

test('a worklist of an older snapshot or of other runs is made anew, and so is one that is gone', async () => {
  const place = join(folder, 'worklists');
  await writeLake(place, BASE);
  await derive(place, { wants: ({ date }) => date === '2026-04-01' });
  const dates = () => select(place, 'SELECT DISTINCT snapshot_date::varchar AS date FROM bi_worklist ORDER BY 1');
  expect(await dates()).toEqual([{ date: '2026-04-01' }]);
  await derive(place);
  expect(await dates()).toEqual([{ date: '2026-04-01' }, { date: '2026-07-01' }]);
  rmSync(join(place, 'runs/r4.parquet'));
  expect(await dates()).toEqual([{ date: '2026-04-01' }]);
  await writeLake(place, BASE);
  rmSync(join(place, 'derived/worklist'), { recursive: true });
  expect(statesOf(await derive(place)).at(-1)).toBe('2026-07-01 made');
  expect(await dates()).toEqual([{ date: '2026-07-01' }]);
});

test('a worklist that another version wrote hides no other, and is made again', async () => {
  const place = join(folder, 'versions');
  await writeLake(place, BASE);
  await derive(place, { wants: ({ date }) => date === '2026-04-01' });
  await derive(place);
  const dates = () => select(place, 'SELECT DISTINCT snapshot_date FROM raw.derived_worklist ORDER BY 1');
  const all = await dates();
  expect(all).toEqual([{ snapshot_date: '2026-04-01' }, { snapshot_date: '2026-07-01' }]);
  const older = WORKLIST.replace('2026-07-01', '2026-04-01');
  const ofOlder = "FROM raw.derived_worklist WHERE snapshot_date = '2026-04-01'";
  await rewrite(place, older, `SELECT * EXCLUDE (snapshot_date, accounts) ${ofOlder}`);
  expect(await dates()).toEqual(all);
  await rewrite(place, older, `SELECT * EXCLUDE (snapshot_date, judged_by) ${ofOlder}`);
  expect(await dates()).toEqual(all.slice(1));
  await derive(place);
  expect(await dates()).toEqual(all);
});

test('trends that another version wrote are made again, and the numbers of all dates with them', async () => {
  const place = await derivedLake('rules');
  const numbers = () => select(place, 'SELECT * FROM trends ORDER BY snapshot_date, dimension, subject');
  const before = await numbers();
  const [file, other] = [NEWEST.replace('2026-07-01', '2026-04-01'), 'actions_unused + 1 AS actions_unused'];
  const ofOthers = `EXCLUDE (snapshot_date) REPLACE ('of before' AS judged_by, ${other})`;
  await rewrite(
    place,
    file,
    `SELECT * ${ofOthers} FROM raw.derived_trends WHERE snapshot_date = '2026-04-01' ORDER BY dimension, subject`,
  );
  await renewHistory(folderStore(place), { signal: new AbortController().signal });
  expect(await numbers()).not.toEqual(before);
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 current', '2026-04-01 made', '2026-07-01 current']);
  expect(await numbers()).toEqual(before);
});

test('nothing is derived of a run without grants, which is named', async () => {
  const place = join(folder, 'without-grants');
  const whole = lawLake(43).lake;
  const runs: LakeRow[] = (whole.get('runs') ?? []).map((run) => ({ ...run, principals_exported: 1 }));
  await storeLake(folderStore(place), new Map([...whole, ['runs', runs], ['principal_grants', []]]));
  await expect(derive(place)).rejects.toThrow(`Cannot judge by the run "${runs[0]?.run_id}" of`);
});

test('what was made of other runs does not show, and is rebuilt; so is what is of other owners', async () => {
  const place = join(folder, 'stale');
  await writeLake(place, BASE.replace(/^r4 {5}\|.*\n/m, ''));
  await derive(place);
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 current', '2026-04-01 current', '2026-07-01 current']);
  const before = await select(place, 'SELECT DISTINCT snapshot_date FROM trends ORDER BY snapshot_date');
  expect(before.map((row) => row.snapshot_date)).toEqual(['2026-01-01', '2026-04-01', '2026-07-01']);
  await writeLake(place, BASE);
  const after = await select(place, 'SELECT DISTINCT snapshot_date FROM trends ORDER BY snapshot_date');
  expect(after.map((row) => row.snapshot_date)).toEqual(['2026-01-01', '2026-04-01']);
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 current', '2026-04-01 current', '2026-07-01 renewed']);
  const owned = await derive(place, { ownerTags: ['team'], wants: ({ date }) => date === '2026-07-01' });
  expect(statesOf(owned)).toEqual(['2026-07-01 made']);
  const owners = await select(
    place,
    "SELECT subject, owner_tags FROM trends WHERE snapshot_date = '2026-07-01' AND dimension = 'owner'",
  );
  expect(owners.map(({ owner_tags }) => owner_tags)).toEqual(['team', 'team', 'team']);
  expect(owners.map(({ subject }) => subject)).toContain('aws+222222222222@example.com');
});

test('what was derived of a date without a run is removed, and nothing else', async () => {
  const place = await derivedLake('expired');
  const store = folderStore(place);
  rmSync(join(place, 'runs', 'r1.parquet'));
  const { files } = await expire(store, { olderThanDays: 10_000, dryRun: false, dropEvidence: true });
  expect(files.count).toBe(1);
  const left = ['2026-01-01', '2026-04-01', '2026-07-01'].filter((date) =>
    existsSync(join(place, NEWEST.replace('2026-07-01', date))),
  );
  expect(left).toEqual(['2026-04-01', '2026-07-01']);
});

test('a file of a date that cannot be read hides nothing, and is made again', async () => {
  const place = await derivedLake('damaged');
  const dates = () => select(place, 'SELECT DISTINCT snapshot_date FROM trends ORDER BY 1');
  const all = await dates();
  expect(all).toHaveLength(3);
  writeFileSync(join(place, NEWEST), 'no Parquet');
  expect(await dates()).toEqual(all);
  const oldest = { wants: ({ date }: { readonly date: string }) => date === '2026-01-01' };
  expect(statesOf(await derive(place, oldest))).toEqual(['2026-01-01 made']); // of which the worklist was not there
  expect(await dates()).toEqual(all.slice(0, -1));
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 current', '2026-04-01 current', '2026-07-01 made']);
  expect(await dates()).toEqual(all);
});

test.each([
  ['was never made', (path: string) => rmSync(path)],
  ['cannot be read', (path: string) => writeFileSync(path, 'no Parquet')],
  ['is of another table', (path: string) => copyFileSync(path.replace(HISTORY, NEWEST), path)],
])('a file of all dates that %s shows nothing, and is made of those of the dates alone', async (why, damage) => {
  const place = await derivedLake(`history ${why}`);
  const all = await select(place, 'SELECT * FROM trends ORDER BY ALL');
  expect(all.length).toBeGreaterThan(20);
  damage(join(place, HISTORY));
  expect(await select(place, 'SELECT * FROM trends')).toEqual([]);
  expect(statesOf(await derive(place))).toEqual(['2026-01-01 current', '2026-04-01 current', '2026-07-01 current']);
  expect(await select(place, 'SELECT * FROM trends ORDER BY ALL')).toEqual(all);
});

test('the file of all dates stays as it is where nothing changed, and holds what is not stale alone', async () => {
  const place = await derivedLake('history');
  const held = () => select(place, 'SELECT DISTINCT snapshot_date AS date FROM raw.derived_trend_history ORDER BY 1');
  const { ino } = statSync(join(place, HISTORY));
  await derive(place);
  expect(statSync(join(place, HISTORY)).ino).toBe(ino);
  rmSync(join(place, 'runs/r4.parquet'));
  await renewHistory(folderStore(place), {});
  expect(await held()).toEqual([{ date: '2026-01-01' }, { date: '2026-04-01' }]);
});

test('the file of all dates has the rows of a chart together: a dimension, in it a subject, in it the dates', async () => {
  const place = await derivedLake('sorted');
  const rows = 'SELECT dimension, subject, snapshot_date FROM raw.derived_trend_history';
  const sorted = await select(place, `${rows} ORDER BY dimension, subject, snapshot_date`);
  expect(sorted.length).toBeGreaterThan(20);
  expect(await select(place, rows)).toEqual(sorted);
});

test('trends have the accounts by OU as bi_coverage has them', async () => {
  const place = await derivedLake('units');
  const columns = 'snapshot_date, account_id, account_name, ou_level_1, ou_level_2, ou_level_3, ou_level_4';
  const rows = await select(place, `SELECT ${columns} FROM bi_accounts ORDER BY ALL`);
  expect(new Set(rows.map((row) => row.ou_level_1)).size).toBeGreaterThan(2);
  const named = `SELECT ${columns} FROM bi_coverage SEMI JOIN bi_accounts USING (snapshot_date, account_id)`;
  expect(rows).toEqual(await select(place, `${named} ORDER BY ALL`));
});

test('the view takes the same runs as the statement: IAM looks back 400 days, and a commit may be 15 days late', () => {
  const view = readFileSync(new URL('../../../queries/views/since/trend_runs.sql', import.meta.url), 'utf8');
  const [, days] = /INTERVAL '(\d+)' DAY/.exec(view) ?? [];
  expect(isDate(daysBefore('2026-07-01', Number(days)))).toBe(true);
  expect(days).toBe('415');
});
