/** Which snapshots the page compares. */
import { expect, test } from 'vitest';
import { comparedPairs, principalsOf } from '../../src/report/changes.js';
import { sheetOf } from '../../src/report/sheet.js';

const lake = (dates: string) =>
  dates.split(' ').map((name) => ({ date: name.replace('~', ''), schemaVersion: 1, isWhole: !name.startsWith('~') }));

test.each([
  ['each whole one with the one before it and with the shown one', '01 02 03', '03', undefined, '01..02 01..03 02..03'],
  ['none with a part between them', '01 ~02 03 ~04 05', '05', '03', '01..03 01..05 03..05'],
  ['the shown one, though it is a part', '01 02 ~03', '03', '02', '01..02 01..03 02..03'],
  ['that of the last audit, though it is a part', '01 ~02 03', '03', '02', '01..02 01..03 02..03'],
  ['parts, where the lake has hardly anything else', '~01 ~02 03', '03', undefined, '01..02 01..03 02..03'],
  ['nothing later than what is shown', '01 02 03', '02', '01', '01..02'],
  ['nothing, of a lake with one', '01', '01', undefined, ''],
  ['the five newest', '01 02 03 04 05 06 07', '07', '06', '03..04 04..05 05..06 03..07 04..07 05..07 06..07'],
])('%s', (_, dates, date, lastAudit, pairs) => {
  expect(
    comparedPairs({ all: lake(dates), date }, { lastAudit, principals: 1 })
      .map(({ from, to }) => `${from}..${to}`)
      .join(' '),
  ).toBe(pairs);
});

test.each([
  [3_500, '01..02 02..03 03..04 01..05 02..05 03..05 04..05'],
  [6_000, '01..05 02..05 03..05 04..05'],
  [12_000, '01..05 04..05'],
  [1_000_000, '01..05 04..05'],
])('of %i principals as many pairs as can be compared, those of the shown one first', (principals, pairs) => {
  const compared = comparedPairs({ all: lake('01 02 03 04 05'), date: '05' }, { lastAudit: undefined, principals });
  expect(compared.map(({ from, to }) => `${from}..${to}`).join(' ')).toBe(pairs);
});

test('principals of a snapshot are counted whatever became of their measurement', async () => {
  const columns = ['snapshot_date', 'principals_measured', 'principals_failed', 'principals_deleted'];
  const types = columns.map((name, at) => (at === 0 ? name : `${name}:bigint`));
  const snapshots = await sheetOf(types, [
    ['2026-07-01', 40n, 2n, 1n],
    ['2026-04-01', 30n, 0n, 0n],
  ]);
  expect(principalsOf(snapshots, '2026-07-01')).toBe(43);
  expect(principalsOf(snapshots, '2026-04-01')).toBe(30);
  expect(() => principalsOf(snapshots, '2026-01-01')).toThrow('No principals_measured of 2026-01-01');
});
