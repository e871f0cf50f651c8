/** `verify` and the files of derived tables: stale, unreadable and foreign ones are told, and none makes a run whole. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { verifyText } from '../../src/cli/text/verify-text.js';
import { DERIVED_TABLES, derivedKey } from '../../src/model/tables.js';
import { deriveTrends } from '../../src/query/derived/trends.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { folderStore } from '../../src/store/folder.js';
import { type Verified, verify } from '../../src/verify/verify.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';

const BASE = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'verify-derived-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keyOf = (date: string, name = 'derived_trends.parquet') => `derived/trends/snapshot_date=${date}/${name}`;
/** Of all dates. */
const HISTORY = 'derived/trend_history/derived_trend_history.parquet';
/** Of the newest date alone. */
const WORKLIST = 'derived/worklist/snapshot_date=2026-07-01/derived_worklist.parquet';
const DATES = ['2026-01-01', '2026-04-01', '2026-07-01'];
/** Of the newest date alone, for no run was asked for all accounts. */
const JUDGED = DERIVED_TABLES.filter(({ columns }) => 'judgement_id' in columns).map((table) =>
  derivedKey(table, '2026-07-01'),
);
const FILES = 5 + JUDGED.length;

let derivedBase: Promise<string> | undefined;

/** A copy of {@link BASE} with its derived tables. */
async function derivedCopy(name: string): Promise<string> {
  derivedBase ??= derivedLake('base', BASE);
  const place = join(folder, name);
  cpSync(await derivedBase, place, { recursive: true });
  return place;
}

async function derivedLake(name: string, text: string): Promise<string> {
  const place = join(folder, name);
  await writeLake(place, text);
  const store = folderStore(place);
  const engine = await duckdbEngine(store);
  const options = { wants: () => true, ownerTags: [], signal: new AbortController().signal };
  for await (const _ of deriveTrends(store, engine, options));
  await engine.close();
  return place;
}

function verified(place: string, date?: string): Promise<Verified> {
  return verify(folderStore(place), { date, signal: new AbortController().signal, onRun: () => {} });
}

const derivedIn = ({ damages }: Verified) => damages.filter(({ kind }) => kind === 'derived');

test('what derive made is current, until the lake has other runs', async () => {
  const place = await derivedLake('stale', BASE.replace(/^r4 {5}\|.*\n/m, ''));
  const before = await verified(place);
  expect(before.derived).toEqual(
    [HISTORY, ...DATES.map((date) => keyOf(date)), WORKLIST, ...JUDGED].map((key) => ({
      key,
      state: 'current',
    })),
  );
  expect(derivedIn(before)).toEqual([]);
  expect(verifyText(before)).toContain(`${FILES} files of derived tables, 0 stale.\n`);
  await writeLake(place, BASE);
  const after = await verified(place);
  expect(after.derived.map(({ state }) => state)).toEqual([
    'stale',
    'current',
    'current',
    'stale',
    'stale',
    ...JUDGED.map(() => 'stale'),
  ]);
  expect(derivedIn(after)).toEqual([]);
  expect(verifyText(after)).toContain(
    `${FILES} files of derived tables, ${3 + JUDGED.length} stale: made from runs other than those now in the lake, and not shown. \`npx --no-install access-lake derive\` renews them.\n  ${HISTORY}\n  ${keyOf('2026-07-01')}\n  ${WORKLIST}\n  ${JUDGED.join('\n  ')}\n`,
  );
  expect((await verified(place, '2026-04-01')).derived).toEqual([{ key: keyOf('2026-04-01'), state: 'current' }]);
});

test('a file of another date, or of a date without a run, is stale', async () => {
  const place = await derivedCopy('moved');
  copyFileSync(join(place, keyOf('2026-04-01')), join(place, keyOf('2026-07-01')));
  rmSync(join(place, 'runs', 'r1.parquet'));
  expect((await verified(place)).derived.map(({ state }) => state)).toEqual(Array(FILES).fill('stale'));
});

test('a file that is none, is cut or is of another table is damage, and of no run', async () => {
  const place = await derivedCopy('malformed');
  const path = join(place, keyOf('2026-07-01'));
  const bytes = readFileSync(path);
  const flipped = Uint8Array.from(bytes, (byte, at) => (at > 10 && at < bytes.length / 4 ? byte ^ 0xff : byte));
  const damages = [
    () => truncateSync(path, bytes.length - 9),
    () => writeFileSync(path, 'no Parquet'),
    () => copyFileSync(join(place, 'runs/r1.parquet'), path),
    () => writeFileSync(path, flipped),
  ];
  for (const damage of sampled(2, damages)) {
    writeFileSync(path, bytes);
    damage();
    const found = await verified(place);
    expect(derivedIn(found)).toMatchObject([{ runId: undefined, subject: keyOf('2026-07-01') }]);
    expect(found.derived).toHaveLength(FILES - 1);
  }
});

test('a file beside it would double its rows for Athena; hidden ones show nothing', async () => {
  const place = await derivedCopy('foreign');
  for (const name of ['copy.parquet', '_SUCCESS', '.DS_Store']) {
    copyFileSync(join(place, keyOf('2026-07-01')), join(place, keyOf('2026-07-01', name)));
  }
  const beside = HISTORY.replace('derived_trend_history.parquet', 'copy.parquet');
  copyFileSync(join(place, HISTORY), join(place, beside));
  const found = await verified(place);
  expect(derivedIn(found)).toMatchObject([{ subject: beside }, { subject: keyOf('2026-07-01', 'copy.parquet') }]);
  expect(found.derived.map(({ state }) => state)).toEqual(Array(FILES).fill('current'));
});

test('no derived file hides that a run is damaged', async () => {
  const place = await derivedCopy('whole');
  const before = await verified(place);
  const [first] = before.runs;
  rmSync(join(place, `accounts/snapshot_date=${first?.snapshotDate}`), { recursive: true });
  const found = await verified(place);
  expect(found.damages.filter(({ kind }) => kind === 'missing').length).toBeGreaterThan(0);
  expect(found.runs[0]?.damaged).toBe(true);
  expect(found.derived.map(({ state }) => state)).toEqual(Array(FILES).fill('current'));
});
