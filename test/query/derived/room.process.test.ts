/** What `derive` says of a bucket before it fetches is what it then fetches. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { noteFetches, roomFor } from '../../../src/cli/room.js';
import { digestOf } from '../../../src/digest/digest.js';
import type { OpenLake } from '../../../src/query/derived/judgement.js';
import { deriveTrends } from '../../../src/query/derived/trends.js';
import { filesReadBy } from '../../../src/query/duckdb/dry-run.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { fileCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { ToCopy } from '../../../src/query/duckdb/open-tables.js';
import { visibleDates } from '../../../src/query/question/dates.js';
import { writeLake } from '../lake/write-lake.js';

const base = readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-room-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cache = join(folder, 'cache');

/** Of what was there before the work: tables that `derive` wrote itself are copied back to be read. */
function copiesIn(cache: string): { files: number; bytes: number } {
  const found = readdirSync(cache, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('/derived/'),
  );
  const bytes = found.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return { files: found.length, bytes };
}

test('bytes and files are those that are fetched, and none the second time', async () => {
  const store = { ...(await writeLake(join(folder, 'lake'), base)), location: 's3://bucket/lake' };
  const told: (ToCopy | undefined)[] = [];
  const derive = async () => {
    const open: OpenLake = (options) => duckdbEngine(store, { ...options, cache: fileCache(cache) });
    const engine = await open();
    const beforeWork = async (dryRun: Parameters<typeof filesReadBy>[1]) => {
      told.push(await engine.toCopy?.(await filesReadBy(engine, dryRun)));
    };
    const options = { wants: () => true, ownerTags: [], signal: new AbortController().signal, open, beforeWork };
    for await (const { date } of deriveTrends(store, engine, options)) if (date === '2026-07-01') break;
    await engine.close();
  };
  await derive();
  const { files, bytes } = copiesIn(cache);
  expect(files).toBeGreaterThan(5);
  expect(told).toEqual([{ files, bytes, folder: cache }]);
  await derive();
  expect(told[1]).toMatchObject({ files: 0, bytes: 0 });
});

test('so it is of what a digest fetches', async () => {
  const store = { ...(await writeLake(join(folder, 'other'), base)), location: 's3://bucket/other' };
  const other = join(folder, 'cache of digests');
  const engine = await duckdbEngine(store, { cache: fileCache(other) });
  const notes: string[] = [];
  await digestOf(
    engine,
    await visibleDates(engine),
    {
      ...{
        dates: { fromDate: undefined, toDate: undefined },
        kinds: [],
        filters: {},
        decisions: new Map(),
        isSheet: false,
      },
      beforeWork: (dryRun) => noteFetches(engine, dryRun, { action: 'tell', note: (text) => notes.push(text) }),
    },
    {},
  );
  await engine.close();
  const { files } = copiesIn(other);
  expect(files).toBeGreaterThan(5);
  expect(notes).toEqual([expect.stringMatching(new RegExp(`^Fetches .* in ${files} files to `))]);
});

const lacking: ToCopy = { files: 3, bytes: 2_000_000, folder: join(folder, 'not', 'there') };

test('it says what it fetches, and what the disk has; of a folder that is not there yet too', async () => {
  const line = await roomFor(lacking, { action: 'derive', memory: 4e9 });
  expect(line).toMatch(
    /^Fetches 2\.0 MB in 3 files to ".+", which has room for \S+ [KMGT]?B; DuckDB .+ 4\.0 GB of memory/,
  );
});

test('too little disk or memory is refused before, with what to raise: exit 4', async () => {
  const onDisk = roomFor(lacking, { action: 'derive', free: async () => 1_999_999, memory: 4e9 });
  await expect(onDisk).rejects.toMatchObject({
    exit: 'nothing',
    hint: expect.stringMatching(/EphemeralStorage .*XDG_CACHE_HOME/),
  });
  await expect(roomFor(lacking, { action: 'derive', free: async () => 2_000_000, memory: 4e9 })).resolves.toContain(
    '2.0 MB',
  );
  const inMemory = roomFor(lacking, { action: 'derive', memory: 255e6 });
  await expect(inMemory).rejects.toMatchObject({ exit: 'nothing', hint: expect.stringMatching(/Memory .*--memory/) });
});
