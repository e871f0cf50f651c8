/** Judgements that no lake stores, kept in the cache: they answer as ones made anew, and are believed only of the lake as it is. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
import { judging } from '../../../src/cli/query/judging.js';
import { writeJudgement } from '../../../src/derive/judgement.js';
import { unwritable } from '../../../src/model/errors.js';
import { sha256Of } from '../../../src/model/sha256.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { type FileCache, fileCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { Judge } from '../../../src/query/duckdb/files/kept-judgement.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { countLeftOut } from '../../../src/query/question/left-out.js';
import { type Question, readNamedQuestion, readQuestions } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { folderStore } from '../../../src/store/folder.js';
import type { Store } from '../../../src/store/store.js';
import { BASE_LAKE } from '../../engines/variants.js';
import { allParameters } from '../lake/all-parameters.js';
import { writeLake } from '../lake/write-lake.js';

const lakeText = (name: string) => readFileSync(new URL(`../questions/${name}`, import.meta.url), 'utf8');
const QUESTIONS = readQuestions().filter(({ readsModels }) => readsModels);
/** Of these a judgement is made; the others judge users and roles alone. */
const COSTLY = QUESTIONS.filter(({ sql }) => sql.includes('judged_grants AS MATERIALIZED'));
const REMOVABLE = readNamedQuestion('removable.by-action');
const DATE = '2026-07-01';
const { signal } = new AbortController();
const FULL = Object.assign(new Error('full'), { code: 'ENOSPC' });

const folder = mkdtempSync(join(tmpdir(), 'kept-judgement-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const newPlace = (name: string) => join(folder, `${name}-${++made}`);
const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What a command was told: the dates that were judged, and why nothing was kept. */
interface Heard {
  readonly phases: string[];
  readonly notes: string[];
}

async function opened(store: Store, cache: FileCache, change: (judge: Judge) => Partial<Judge> = () => ({})) {
  const heard: Heard = { phases: [], notes: [] };
  const judge = judging({ phase: (text) => heard.phases.push(text), note: (text) => heard.notes.push(text) });
  const engine = await duckdbEngine(store, { cache, judge: { ...judge, leastBytes: 0, ...change(judge) } });
  return { engine, heard };
}

interface Told {
  readonly isKept: boolean;
  readonly rows: unknown[];
  readonly leftOut: readonly object[];
}

async function told(engine: DuckdbEngine, question: Question, given: Given, isShown = false): Promise<Told> {
  const prepared = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine), isShown });
  const { sql, parameters } = prepared.statement;
  const rows: unknown[] = [];
  for await (const page of (await engine.query(sql, parameters)).pages) rows.push(...page);
  const isKept = sql.includes('FROM raw.derived_judged_');
  return { isKept, rows, leftOut: await countLeftOut(engine, prepared.leftOut) };
}

/** What a command of its own says, and what it heard. */
async function asked(store: Store, cache: FileCache, given: Given = {}, change?: (judge: Judge) => Partial<Judge>) {
  const { engine, heard } = await opened(store, cache, change);
  try {
    return { ...(await told(engine, REMOVABLE, given)), ...heard };
  } finally {
    await engine.close();
  }
}

/** What the lake says without a cache. */
async function anew(store: Store, given: Given = {}): Promise<Omit<Told, 'isKept'>> {
  const engine = await duckdbEngine(store);
  const { isKept, ...said } = await told(engine, REMOVABLE, given);
  await engine.close();
  expect(isKept).toBe(false);
  return said;
}

const KEPT = (date = DATE) => `Judging ${date}, kept for later questions`;

/** Asked of the other lake: what users and roles hold by themselves, and with others. */
const FEW = ['removable.by-action', 'sets', 'policies.by-service', 'worklist'];

describe.each([
  ['base.txt', COSTLY],
  ['later_part.lake', COSTLY.filter(({ name }) => FEW.includes(name))],
] as const)('of %s', (name, questions) => {
  let kept: DuckdbEngine;
  let plain: DuckdbEngine;
  beforeAll(async () => {
    const store = await writeLake(newPlace('lake'), lakeText(name));
    kept = (await opened(store, fileCache(newPlace('cache')))).engine;
    plain = await duckdbEngine(store);
  });
  afterAll(() => Promise.all([kept.close(), plain.close()]));

  test.each(questions)('$name answers as without a cache, cell for cell', async (question) => {
    const dates = await snapshotDates(plain);
    const { policy: _noneIsHeld, ...all } = allParameters(question, dates);
    const others = name === 'base.txt' ? [{ days: 0 }, { days: 400 }, all] : [];
    for (const given of [{}, { snapshot_date: dates[0]?.date, days: 30 }, ...others]) {
      const found = await told(kept, question, given);
      expect(found, JSON.stringify(given)).toEqual({ ...(await told(plain, question, given, true)), isKept: true });
    }
  });
});

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
    expect(await asked(store, fileCache(place))).toEqual({ ...expected, isKept: true, phases: [KEPT()], notes: [] });
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
    expect(await asked(bucket, fileCache(place))).toEqual({ ...expected, isKept: true, phases: [KEPT()], notes: [] });
    expect(await asked(bucket, fileCache(place))).toEqual({ ...expected, isKept: true, phases: [], notes: [] });
  });

  test('of each date lies by itself, and one command reads several', async () => {
    const place = newPlace('cache');
    const { engine, heard } = await opened(store, fileCache(place));
    const dates = (await snapshotDates(engine)).map(({ date }) => date);
    for (const date of [...dates, ...dates]) {
      const said = await told(engine, REMOVABLE, { snapshot_date: date });
      expect(said, date).toEqual({ ...(await anew(store, { snapshot_date: date })), isKept: true });
    }
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

  test('is not made for what is asked of users and roles alone', async () => {
    const others = QUESTIONS.filter((question) => !COSTLY.includes(question));
    expect(others.map(({ name }) => name)).toContain('dormant_principals');
    const place = newPlace('cache');
    const { engine, heard } = await opened(store, fileCache(place));
    for (const question of others) expect(await told(engine, question, {})).toMatchObject({ isKept: false });
    await engine.close();
    expect(heard).toEqual({ phases: [], notes: [] });
    expect(existsSync(place)).toBe(false);
  });

  test('of a copy of the lake is another', async () => {
    const place = newPlace('cache');
    await asked(store, fileCache(place));
    const copy = newPlace('lake');
    cpSync(store.location, copy, { recursive: true, preserveTimestamps: true });
    expect(await asked(folderStore(copy), fileCache(place))).toMatchObject({ isKept: true, phases: [KEPT()] });
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
    expect(await asked(store, fileCache(place))).toEqual({ ...first, phases: [KEPT()] });
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
      expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [KEPT()] });
      expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [] });
    },
  );

  test('where a file of a run was replaced by one of the same size', async () => {
    const store = await writeLake(newPlace('lake'), lakeText('base.txt'));
    const place = newPlace('cache');
    const first = await asked(store, fileCache(place));
    const [file = ''] = filesIn(join(store.location, 'service_uses'));
    utimesSync(file, new Date(), new Date(Date.now() + 60_000));
    expect(await asked(store, fileCache(place))).toEqual({ ...first, phases: [KEPT()] });
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
    expect(await asked(store, fileCache(place))).toEqual({ ...expected, phases: [KEPT()] });
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
      const [identity] = basename(fileOf(place)).split('-');
      writeFileSync(join(dirname(fileOf(place)), `${identity}-${sha256Of(bytes)}.parquet`), bytes);
      rmSync(fileOf(place));
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
