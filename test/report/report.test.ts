/** The file of the report: whole or not at all, with nothing in it but what the questions answered. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { duckdbEngine } from '../../src/query/duckdb.js';
import type { QueryEngine } from '../../src/query/engine.js';
import type { ReportSummary, Sheet } from '../../src/report/payload.js';
import { gather } from '../../src/report/sheet.js';
import { writeReport } from '../../src/report/write.js';
import { folderStore } from '../../src/store/folder.js';
import { writeLake } from '../query/lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-report-'));
const assets = { script: 'void 0;', style: 'p{}' };
const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const options = { snapshotDate: undefined, toolVersion: '1.2.3', place: '--destination ./lake' };
let engine: QueryEngine;
let html: string;

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), base));
  const path = join(folder, 'report.html');
  await writeReport(engine, path, options, { assets });
  html = readFileSync(path, 'utf8');
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

function block<T>(name: string): T {
  const [, text] = new RegExp(`id="data:${name}">([^<]*)<`).exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(text ?? '', 'base64')).toString()) as T;
}

function column(sheet: Sheet, name: string): unknown[] {
  const found = sheet.columns[name];
  if (!found) throw new Error(`No column ${name}`);
  return 'values' in found ? [...found.values] : found.codes.map((code) => found.dictionary[code] ?? null);
}

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
  expect(summary.comparisons.map(({ left }) => left)).toEqual([0, 0, 0]);
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

test('an unknown date is refused, and the file that was there stays', async () => {
  const path = join(folder, 'kept.html');
  writeFileSync(path, 'kept');
  const refused = writeReport(engine, path, { ...options, snapshotDate: '2020-01-01' }, { assets });
  await expect(refused).rejects.toThrow(/"2020-01-01": there is no snapshot of that date/);
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
  await expect(refused).rejects.toThrow(/^Cannot write ".*taken\.html": EISDIR\.$/);
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
