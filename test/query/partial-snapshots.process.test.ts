/** What a partial snapshot did not look at is a gap; who left is told once, and is none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'partial-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ALL = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';
const ALONE = ALL.replace('false', 'true');
const ONE = ALL.replace('"accounts":[]', '"accounts":["111111111111"]');

/** Account 3 is denied on 2 July and leaves by the 5th; 3 and 4 July are partial; on 6 July all is whole again. */
const LAKE = `
[runs]
run_id | snapshot_date | scope
r1     | 2026-07-01    | ${ALL}
r2     | 2026-07-02    | ${ALL}
r3     | 2026-07-03    | ${ALONE}
r4     | 2026-07-04    | ${ONE}
r5     | 2026-07-05    | ${ALL}
r6     | 2026-07-06    | ${ALL}
[accounts]
run_id         | account_id   | ou_path     | status   | error_code   | tags
r1 r2 r5 r6    | 111111111111 | r-root      | exported | -            |
r1 r2 r5 r6    | 222222222222 | r-root/ou-a | exported | -            | owner=b, stage=prod
r1             | 333333333333 | r-root/ou-b | exported | -            | owner=old
r2             | 333333333333 | r-root/ou-b | failed   | AccessDenied | owner=c
r3             | 111111111111 | -           | exported | -            | -
r4             | 111111111111 | r-root      | exported | -            | owner=a
r4             | 222222222222 | r-root/ou-a | excluded | NotInScope   | -
r4             | 333333333333 | r-root/ou-b | excluded | NotInScope   | -
`;

it.each([
  ['2026-07-01', []],
  ['2026-07-02', [['333333333333', 'failed', 'AccessDenied', null]]],
  [
    '2026-07-03',
    [
      ['222222222222', 'excluded', 'NotInThisRun', '2026-07-02'],
      ['333333333333', 'excluded', 'NotInThisRun', '2026-07-01'],
    ],
  ],
  [
    '2026-07-04',
    [
      ['222222222222', 'excluded', 'NotInScope', '2026-07-02'],
      ['333333333333', 'excluded', 'NotInScope', '2026-07-01'],
    ],
  ],
  ['2026-07-05', [['333333333333', 'left', 'Left', null]]],
  ['2026-07-06', []],
])('coverage_gaps of %s', async (date, expected) => {
  const engine = await duckdbEngine(await writeLake(join(folder, date), LAKE));
  const { columns } = await ask(engine, 'coverage_gaps', { snapshot_date: date });
  const names = columns.map(({ name }) => name);
  const rows = await rowsOf(ask(engine, 'coverage_gaps', { snapshot_date: date }));
  const shown = ['account_id', 'status', 'error_code', 'last_measured_date'].map((name) => names.indexOf(name));
  expect(rows.map((row) => shown.map((at) => row[at]))).toEqual(expected);
  const gaps = `SELECT account_id FROM unmeasured WHERE snapshot_date = '${date}' ORDER BY 1`;
  const notLeft = expected.filter(([, status]) => status !== 'left').map(([account]) => [account]);
  expect(await rowsOf(engine.query(gaps, []))).toEqual(notLeft);
  await engine.close();
});

it('filters reach those who were not looked at and those who left', async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'filters'), LAKE));
  const ids = async (given: Record<string, string>) =>
    (await rowsOf(ask(engine, 'coverage_gaps', given))).map(([id]) => id);
  expect(await ids({ snapshot_date: '2026-07-03', ou: 'ou-a' })).toEqual(['222222222222']);
  expect(await ids({ snapshot_date: '2026-07-05', ou: 'ou-b' })).toEqual(['333333333333']);
  expect(await ids({ snapshot_date: '2026-07-05', account: '222222222222' })).toEqual([]);
  await engine.close();
});

it('an account that a partial snapshot does not name has the tags of the whole one before it', async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'tags'), LAKE));
  const accounts = await rowsOf(engine.query('SELECT snapshot_date, account_id, tags FROM snapshot_accounts', []));
  const tags = await rowsOf(
    engine.query('SELECT snapshot_date, account_id, tag_key, tag_value FROM snapshot_account_tags', []),
  );
  const listed = accounts.flatMap(([date, account, json]) =>
    Object.entries(JSON.parse(String(json ?? '{}'))).map(([key, value]) => [date, account, key, value].join(' ')),
  );
  expect(tags.map((row) => row.join(' ')).sort()).toEqual(listed.sort());
  expect(listed.filter((row) => row.startsWith('2026-07-03'))).toEqual([
    '2026-07-03 222222222222 owner b',
    '2026-07-03 222222222222 stage prod',
    '2026-07-03 333333333333 owner c',
  ]);
  const partial = accounts.filter(([date, , json]) => date === '2026-07-04' && json !== null);
  expect(partial).toEqual([['2026-07-04', '111111111111', '{"owner":"a"}']]);
  await engine.close();
});
