/** The file of the report: whole or not at all, with nothing in it but what the questions answered. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { compare } from '../../src/report/changes.js';
import { collectReport } from '../../src/report/collect.js';
import type { ReportSummary, Sheet } from '../../src/report/payload.js';
import { gather } from '../../src/report/sheet.js';
import { writeReport } from '../../src/report/write.js';
import { folderStore } from '../../src/store/folder.js';
import { writeLake } from '../query/lake/write-lake.js';
import { blocksOf, column } from './blocks.js';
import { remembered } from './remembered.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-report-'));
const assets = { script: 'void 0;', style: 'p{}' };
const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const options = { snapshotDate: undefined, toolVersion: '1.2.3', place: ['--destination', './lake'], proposals: 0 };
let engine: QueryEngine;
let html: string;
let askedForAll: number;

beforeAll(async () => {
  engine = remembered(await duckdbEngine(await writeLake(join(folder, 'lake'), base)));
  ({ text: html, asked: askedForAll } = await written('report.html'));
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Writes a report, of at most so many bytes; tells how often it asked. */
async function written(name: string, mostBytes?: number): Promise<{ text: string; asked: number }> {
  const path = join(folder, name);
  let asked = 0;
  const query: QueryEngine['query'] = (...statement) => {
    asked += 1;
    return engine.query(...statement);
  };
  await writeReport({ ...engine, query }, path, options, { assets, ...(mostBytes ? { mostBytes } : {}) });
  return { text: readFileSync(path, 'utf8'), asked };
}

function block<T>(name: string, of = html): T {
  return blocksOf(of).get(name) as T;
}

test('an owners file names accounts and OUs by name, too, and an unknown one is refused', async () => {
  const named = (...owner_entry: readonly string[]) =>
    collectReport(engine, { ...options, decided: { owner_entry } }, 0).then(({ sheets }) => sheets.get('worklist'));
  const ofAccount = await named('account␟Staging␟Staging team', 'ou␟ou-prod␟Prod team');
  const owners = column(ofAccount as Sheet, 'owner').filter(
    (_, row) => column(ofAccount as Sheet, 'owner_from')[row] === 'file',
  );
  expect(new Set(owners)).toEqual(new Set(['Staging team', 'Prod team']));
  await expect(named('account␟Stagin␟Staging team')).rejects.toThrow(
    'Cannot use the entry "Stagin" of --owners-file: the lake knows no such account.',
  );
});

test('what was not measured has no number', () => {
  const sheet = block<Sheet>('principals');
  const status = column(sheet, 'status');
  const numbers = ['services_granted', 'actions_tracked', 'actions_accessed', 'evidence_days', 'last_used_at'];
  const unmeasured = status.flatMap((word, row) => (word === 'exported' ? [] : [row]));
  expect(unmeasured.length).toBeGreaterThan(2);
  for (const name of numbers)
    expect(unmeasured.map((row) => column(sheet, name)[row])).toEqual(unmeasured.map(() => null));
});

test('it tells how many principals it holds, and every pair of snapshots', () => {
  const summary = block<ReportSummary>('summary');
  expect(summary.dates).toEqual(['2026-01-01', '2026-04-01', '2026-07-01']);
  expect(summary).toMatchObject({ date: '2026-07-01', measured: 8, withServices: 8, withActions: 8 });
  expect(summary.comparisons.map(({ from, to }) => `${from}..${to}`)).toEqual([
    '2026-01-01..2026-04-01',
    '2026-01-01..2026-07-01',
    '2026-04-01..2026-07-01',
  ]);
  expect(summary.comparisons.map(({ accessLeft }) => accessLeft)).toEqual([0, 0, 0]);
});

test('nothing in it reaches out, and only hashed code may run', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(html).not.toMatch(/(src|href)="(?!data:)/);
});

test('an earlier date shows that snapshot, and none that came later', async () => {
  const path = join(folder, 'earlier.html');
  const { summary } = await writeReport(engine, path, { ...options, snapshotDate: '2026-04-01' }, { assets });
  expect(summary.dates).toEqual(['2026-01-01', '2026-04-01']);
});

test('a file that would be too large keeps the detail of the riskiest principals, whole, counts what it lacks, and costs no further query', async () => {
  const mostBytes = Buffer.byteLength(html) - 1500;
  const { text, asked } = await written('cut.html', mostBytes);
  expect(asked).toBe(askedForAll);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
  const summary = block<ReportSummary>('summary', text);
  expect(summary.withActions).toBeGreaterThan(0);
  expect(summary.withActions).toBeLessThan(8);
  expect(summary.withServices).toBeGreaterThanOrEqual(summary.withActions);
  for (const [name, kept] of [
    ['principals.by-action', summary.withActions],
    ['principals.by-service', summary.withServices],
  ] as const) {
    const whole = block<Sheet>(name);
    const cut = block<Sheet>(name, text);
    const riskiest = column(whole, 'place').filter((place) => Number(place) <= kept).length;
    expect(cut.rows).toBe(riskiest);
    for (const title of Object.keys(whole.columns))
      expect(column(cut, title), title).toEqual(column(whole, title).slice(0, riskiest));
  }
  expect(summary.comparisons.some(({ accessLeft }) => accessLeft > 0)).toBe(true);
  for (const { from, to, principals, services, actions, ...left } of summary.comparisons) {
    const total = (...counts: Readonly<Record<string, number>>[]) =>
      counts.flatMap((count) => Object.values(count)).reduce((sum, count) => sum + count, 0);
    const rows = (name: string) => block<Sheet>(`${name}:${from}:${to}`, text).rows;
    expect(rows('changes') + left.principalsLeft).toBe(total(principals));
    expect(rows('changes.by-action') + left.accessLeft).toBe(total(services, actions));
  }
  for (const name of ['principals', 'coverage_gaps', 'principals.kind-observed', 'known_actions'])
    expect(block<Sheet>(name, text), name).toEqual(block<Sheet>(name));
});

test('a report whose principals alone are too large is refused with exit 4, and nothing is written', async () => {
  const refused = writeReport(engine, join(folder, 'large.html'), options, { assets, mostBytes: 3000 });
  await expect(refused).rejects.toMatchObject({ name: 'UserError', exit: 'nothing' });
  await expect(refused).rejects.toThrow(/^Cannot write the report: its principals alone take \d+ bytes/);
  expect(readdirSync(folder).filter((name) => name.startsWith('large'))).toEqual([]);
});

test('an unknown date is refused, and the file that was there stays', async () => {
  const path = join(folder, 'kept.html');
  writeFileSync(path, 'kept');
  const refused = writeReport(engine, path, { ...options, snapshotDate: '2020-01-01' }, { assets });
  await expect(refused).rejects.toThrow(/"2020-01-01": no snapshot has that date/);
  expect(readFileSync(path, 'utf8')).toBe('kept');
});

test('a lake without a snapshot writes nothing', async () => {
  const empty = await duckdbEngine(folderStore(join(folder, 'empty')));
  const path = join(folder, 'none.html');
  await expect(writeReport(empty, path, options, { assets })).rejects.toThrow(UserError);
  await empty.close();
  expect(readdirSync(folder)).not.toContain('none.html');
});

test('a place that cannot be written is told, and nothing half-written stays', async () => {
  mkdirSync(join(folder, 'taken.html'));
  const refused = writeReport(engine, join(folder, 'taken.html'), options, { assets });
  await expect(refused).rejects.toThrow(/^Cannot write ".*taken\.html": it is a folder\.$/);
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('an error of the program while it writes stays a bug, with its stack', async () => {
  const refused = writeReport(engine, `${folder}/nul\u0000.html`, options, { assets });
  await expect(refused).rejects.toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }));
  await expect(refused).rejects.not.toBeInstanceOf(UserError);
});

test('columns keep every value: nulls, times in seconds, texts of any kind', async () => {
  const hostile = '</script>\u0000\u202e\ud800';
  async function* pages() {
    yield [[hostile, '2026-07-01 00:00:01.500', 7n, null] as const];
    yield [[null, null, null, true] as const];
  }
  const columns = [
    { name: 'text', type: 'varchar' },
    { name: 'time', type: 'timestamp' },
    { name: 'number', type: 'bigint' },
    { name: 'flag', type: 'boolean' },
  ] as const;
  const sheet = await gather({ columns, pages: pages() });
  expect(column(sheet, 'text')).toEqual([hostile, null]);
  expect(column(sheet, 'time')).toEqual([Date.UTC(2026, 6, 1, 0, 0, 1) / 1000, null]);
  expect(column(sheet, 'number')).toEqual([7, null]);
  expect(column(sheet, 'flag')).toEqual([null, true]);
});

test('counts a first use beside an action that the same service gained', async () => {
  const app = 'arn:aws:iam::111111111111:role/app';
  const lake = `[runs]
run_id | snapshot_date
r1 | 2026-04-01
r2 | 2026-07-01
[accounts]
run_id | account_id
r1 | 111111111111
r2 | 111111111111
[principals]
run_id | principal_arn | created_at
r1 | ${app} | 2020-01-01
r2 | ${app} | 2020-01-01
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | ${app} | s3 | 2026-03-01
r2 | ${app} | s3 | 2026-06-01
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
r1 | ${app} | s3 | GetObject |
r1 | ${app} | s3 | ListBucket | 2026-03-01
r2 | ${app} | s3 | GetObject | 2026-06-01
r2 | ${app} | s3 | ListBucket | 2026-03-01
r2 | ${app} | s3 | PutObject |
`;
  const own = await duckdbEngine(await writeLake(join(folder, 'gained'), lake));
  const { comparison } = await compare(own, { from: '2026-04-01', to: '2026-07-01' }, 1, {});
  await own.close();
  expect(comparison).toMatchObject({ services: {}, actions: { FIRST_USED: 1, NEWLY_GRANTED: 1 }, accessLeft: 1 });
});
