/** Judgements that no lake stores, kept in the cache: made once, and believed only of the lake as it is. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwritable } from '../../../src/model/errors.js';
import { writeJudgement } from '../../../src/query/derived/judgement.js';
import { type FileCache, fileCache } from '../../../src/query/duckdb/files/file-cache.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { readNamedQuestion } from '../../../src/query/question/questions.js';
import { folderStore } from '../../../src/store/folder.js';
import type { Store } from '../../../src/store/store.js';
import { sha256Of } from '../../../src/tools/sha256.js';
import { BASE_LAKE } from '../../engines/questions/variants.js';
import { writeLake } from '../lake/write-lake.js';
import { anew, asked, filesIn, KEPT, lakeText, opened, type Told, told } from './keeping.js';

const REMOVABLE = readNamedQuestion('removable.by-action');
const DATE = '2026-07-01';
const { signal } = new AbortController();
const FULL = Object.assign(new Error('full'), { code: 'ENOSPC' });

const folder = mkdtempSync(join(tmpdir(), 'kept-judgement-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const newPlace = (name: string) => join(folder, `${name}-${++made}`);

describe('a judgement', () => {
  let store: Store;
  let expected: Omit<Told, 'isKept'>;
  beforeAll(async () => {
    store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    expected = await anew(store);
    expect(expected.rows.length).toBeGreaterThan(1);
  });

  test('is made once, and read by later commands, however they name the folder', async () => {
    const place = newPlace('cache');
    expect(await asked(store, fileCache(place))).toEqual({
      ...expected,
      isKept: true,
      phases: [KEPT(DATE)],
      notes: [],
    });
    const again = { ...expected, isKept: true, phases: [], notes: [] };
    expect(await asked(store, fileCache(place))).toEqual(again);
    expect(await asked(folderStore(`${store.location}/../${basename(store.location)}/`), fileCache(place))).toEqual(
      again,
    );
    expect(filesIn(place)).toHaveLength(8);
    for (const file of filesIn(place)) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('of a bucket is kept beside the copies of its files, and read in the same way', async () => {
    const bucket = { ...store, location: 's3://bucket/lake' };
    const place = newPlace('cache');
    expect(await asked(bucket, fileCache(place))).toEqual({
      ...expected,
      isKept: true,
      phases: [KEPT(DATE)],
      notes: [],
    });
    expect(await asked(bucket, fileCache(place))).toEqual({ ...expected, isKept: true, phases: [], notes: [] });
  });

  test('of each date lies by itself, and one command reads several', async () => {
    const place = newPlace('cache');
    const { engine, heard } = await opened(store, fileCache(place));
    const dates = (await snapshotDates(engine)).map(({ date }) => date);
    const said = new Map<string, Told>();
    for (const date of dates) {
      said.set(date, await told(engine, REMOVABLE, { snapshot_date: date }));
      expect(said.get(date), date).toEqual({ ...(await anew(store, { snapshot_date: date })), isKept: true });
    }
    for (const date of dates)
      expect(await told(engine, REMOVABLE, { snapshot_date: date }), date).toEqual(said.get(date));
    await engine.close();
    expect(heard.phases).toEqual(dates.map((date) => KEPT(date)));
  });

  test('of a smaller lake is not kept, nor of dates by which no judgement is made', async () => {
    const place = newPlace('cache');
    const small = await asked(store, fileCache(place), {}, () => ({ leastBytes: 10e6 }));
    expect(small).toEqual({ ...expected, isKept: false, phases: [], notes: [] });
    const later = await writeLake(newPlace('lake'), lakeText('later_part.lake'));
    const { engine, heard } = await opened(later, fileCache(place));
    const whole = (await snapshotDates(engine)).findLast(({ isWhole }) => isWhole)?.date;
    expect((await told(engine, REMOVABLE, { snapshot_date: whole })).isKept).toBe(false);
    await engine.close();
    expect(heard).toEqual({ phases: [], notes: [] });
  });

  test('of a copy of the lake is another', async () => {
    const place = newPlace('cache');
    await asked(store, fileCache(place));
    const copy = newPlace('lake');
    cpSync(store.location, copy, { recursive: true, preserveTimestamps: true });
    expect(await asked(folderStore(copy), fileCache(place))).toMatchObject({ isKept: true, phases: [KEPT(DATE)] });
  });
});

describe('a judgement is made anew, and answers rightly', () => {
  test.each<[string, string, (kept: string) => void]>([
    ['judged_uses', 'was cut', (file) => truncateSync(file, 100)],
    ['judged_grants', 'was edited', (file) => writeFileSync(file, flipped(readFileSync(file)))],
    ['judged_lists', 'has more', (file) => appendFileSync(file, 'more')],
    ['judgements', 'is gone', (file) => rmSync(file)],
  ])('where its file of %s %s', async (table, _state, damage) => {
    const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    const place = newPlace('cache');
    const first = await asked(store, fileCache(place));
    damage(filesIn(place).find((file) => file.includes(`/${table}/`)) as string);
    expect(await asked(store, fileCache(place))).toEqual({ ...first, phases: [KEPT(DATE)] });
    expect(await asked(store, fileCache(place))).toEqual({ ...first, phases: [] });
  });

  test.each(['in the cache', 'in the cache and in the lake'])(
    'where a run was committed since it was stored %s',
    async (where) => {
      const lake = newPlace('lake');
      const place = newPlace('cache');
      const earlier = await writeLake(lake, lakeText('base.txt').replace(/^r3 {5}\|.*\n/m, ''));
      await asked(earlier, fileCache(place));
      if (where.endsWith('lake')) await writeJudgement(earlier, earlier, { date: DATE, usesUntil: DATE, signal });
      const store = await writeLake(lake, lakeText('base.txt'));
      const expected = { ...(await anew(store)), isKept: true, notes: [] };
      expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [KEPT(DATE)] });
      expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [] });
    },
  );

  test('where a file of a run was replaced by one of the same size', async () => {
    const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    const place = newPlace('cache');
    const first = await asked(store, fileCache(place));
    const [file = ''] = filesIn(join(store.location, 'service_uses'));
    utimesSync(file, new Date(), new Date(Date.now() + 60_000));
    expect(await asked(store, fileCache(place))).toEqual({ ...first, phases: [KEPT(DATE)] });
  });
});

describe('nothing is believed', () => {
  test.each([1, 7])('that ended after %i of 8 files; the next command makes it whole', async (files) => {
    const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    const place = newPlace('cache');
    const ended = asked(store, fileCache(place), {}, ({ write }) => ({
      write: async (lake, target, ...rest) => {
        let left = files;
        const put: Store['put'] = async (...file) => {
          if (left-- === 0) throw new Error('ended');
          return target.put(...file);
        };
        await write(lake, { put }, ...rest);
      },
    }));
    await expect(ended).rejects.toThrow('ended');
    expect(filesIn(place)).toHaveLength(files);
    const expected = { ...(await anew(store)), isKept: true, notes: [] };
    expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [KEPT(DATE)] });
    expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [] });
  });

  test.each(['judgements', 'judged_uses'])(
    'of %s that were made of other runs, whatever their name says',
    async (table) => {
      const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
      const place = newPlace('cache');
      await asked(store, fileCache(place));
      const other = newPlace('cache');
      await asked(await writeLake(newPlace('lake'), BASE_LAKE), fileCache(other));
      const fileOf = (cache: string) => filesIn(cache).find((file) => file.includes(`/${table}/`)) as string;
      const bytes = readFileSync(fileOf(other));
      const own = fileOf(place);
      const [identity] = basename(own).split('-');
      writeFileSync(join(dirname(own), `${identity}-${sha256Of(bytes)}.parquet`), bytes);
      rmSync(own);
      expect(await asked(store, fileCache(place))).toEqual({
        ...(await anew(store)),
        ...{ isKept: false, phases: [], notes: [] },
      });
    },
  );
});

test('two commands at once both answer, and leave one judgement that a third reads', async () => {
  const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
  const place = newPlace('cache');
  const expected = { ...(await anew(store)), isKept: true, notes: [] };
  const both = await Promise.all([1, 2].map(() => asked(store, fileCache(place))));
  expect(both.map(({ phases: _any, ...said }) => ({ ...said, phases: [] }))).toEqual(
    both.map(() => ({ ...expected, phases: [] })),
  );
  expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [] });
});

describe('where nothing can be kept, the question is answered and says why', () => {
  const cases: [string, (place: string) => FileCache, RegExp][] = [
    [
      'the disk is full',
      (place) => ({ ...fileCache(place), take: () => Promise.reject(unwritable(FULL, place, 'Free some.')) }),
      /^The judgement is not kept for later questions\. Error: Cannot write ".*": no space is left on the file system \(ENOSPC\)\.\nFree some\.\n$/,
    ],
    [
      'a file is in its way',
      (place) => {
        writeFileSync(place, '');
        return fileCache(join(place, 'files'));
      },
      /: ENOTDIR\.\nThe environment variable XDG_CACHE_HOME names another folder for caches\.\n$/,
    ],
    [
      'others may enter its folder',
      (place) => {
        mkdirSync(place);
        chmodSync(place, 0o755);
        return fileCache(place);
      },
      /: other users may enter it\.\nRemove it: /,
    ],
  ];
  test.each(cases)('%s', async (_name, cacheAt, reason) => {
    const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    const { notes, phases: _any, ...said } = await asked(store, cacheAt(newPlace('cache')));
    expect(said).toEqual({ ...(await anew(store)), isKept: false });
    expect(notes).toEqual([expect.stringMatching(reason)]);
  });
});

test('what was asked for longest ago goes first', async () => {
  const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
  const place = newPlace('cache');
  const at = (hours: number) => fileCache(place, 10e9, () => Date.now() + hours * 3_600_000);
  await asked(store, at(0), { snapshot_date: '2026-01-01' });
  const older = filesIn(place);
  await asked(store, at(1), { snapshot_date: '2026-04-01' });
  const bytes = filesIn(place).reduce((sum, file) => sum + statSync(file).size, 0);
  await asked(store, at(2), { snapshot_date: '2026-01-01' });
  await fileCache(place, bytes - 1, () => Date.now() + 9 * 3_600_000).trim();
  const left = filesIn(place);
  expect(left.length).toBeLessThan(16);
  expect(left).toEqual(expect.arrayContaining(older));
});

function flipped(bytes: Buffer): Buffer {
  const edited = Buffer.from(bytes);
  const middle = edited.length >> 1;
  edited.writeUInt8(edited.readUInt8(middle) ^ 1, middle);
  return edited;
}
