/** Links, pipes and devices in a lake: nothing outside it is read, written or deleted, and nothing waits for one. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { committedRuns } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { folderStore } from '../../src/store/folder.js';
import type { Store } from '../../src/store/store.js';
import { type Verified, verify } from '../../src/verify/verify.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const PLAN = '20200101T000000000Z-aaaa';
const FILE = `snapshot_date=2020-01-01/${PLAN}-0001-00001.parquet`;

interface Place {
  readonly lake: string;
  readonly store: Store;
  /** A folder beside the lake, full of what must stay. */
  readonly elsewhere: string;
}

/** Does the work with a lake of one committed run, and holds afterwards that nothing outside it has changed. */
async function besideAFolder(work: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const [lake, elsewhere] = [join(folder, 'lake'), join(folder, 'elsewhere')];
    for (const name of ['file', 'deep/file', `${PLAN}/deep/file`, FILE, basename(FILE)]) {
      mkdirSync(dirname(join(elsewhere, name)), { recursive: true });
      writeFileSync(join(elsewhere, name), 'precious');
    }
    const before = filesIn(elsewhere);
    const store = folderStore(lake);
    await exported(store);
    await work({ lake, store, elsewhere });
    expect(filesIn(elsewhere)).toEqual(before);
    for (const file of before) expect(readFileSync(join(elsewhere, file), 'utf8')).toBe('precious');
  });
}

async function exported(store: Store): Promise<void> {
  const source = fakeSource(plainAccounts(1, 1, 5));
  await exportSnapshot(optionsFor(store, { snapshotDate: '2025-01-01' }), systemEffects, async () => source);
}

function verified(store: Store): Promise<Verified> {
  return verify(store, { signal: new AbortController().signal, onRun: () => {} });
}

/** As if everything there had been written two days ago. */
function age(folder: string): void {
  const then = Date.now() / 1000 - 48 * 3600;
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    utimesSync(join(folder, name), then, then);
  }
}

/** Each a place in the lake below which a store that follows links deletes what is elsewhere. */
const LINKS = [`_staging/${PLAN}`, '_staging', 'groups', 'policies/snapshot_date=2020-01-01', '_tmp/0-1-2.aaaa'];

describe.each(LINKS)('%s, linked to a folder elsewhere,', (key) => {
  const linked = ({ lake, elsewhere }: Place): void => {
    age(elsewhere);
    const link = join(lake, key);
    rmSync(link, { recursive: true, force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(elsewhere, link);
  };

  test('is left alone by expire and by an export, whether they can work or not', () =>
    besideAFolder(async (place) => {
      linked(place);
      const { store } = place;
      await Promise.allSettled([expire(store, { dryRun: false, dropEvidence: true })]);
      await Promise.allSettled([exported(store)]);
      await store.abortUploads('');
    }));

  test('is a stray to verify, unless it is hidden', () =>
    besideAFolder(async (place) => {
      linked(place);
      const links = (await verified(place.store)).damages.filter(({ problem }) => problem.startsWith('is a link'));
      expect(links.map(({ kind, subject }) => [kind, subject])).toEqual(key.startsWith('_tmp') ? [] : [['stray', key]]);
    }));
});

describe('a store whose folder holds links', () => {
  test('reads, lists and deletes nothing behind them, and writes nothing there', () =>
    besideAFolder(async ({ lake, store, elsewhere }) => {
      symlinkSync(elsewhere, join(lake, 'linked'));
      expect(await store.get('linked/deep/file')).toBeUndefined();
      const listed: string[] = [];
      for await (const { key } of store.list('linked/')) listed.push(key);
      for await (const { key } of store.list('linked/deep/')) listed.push(key);
      expect(listed).toEqual([]);
      await store.delete(['linked/deep/file', 'linked/file']);
      for (const ifAbsent of [true, false]) {
        const put = store.put('linked/deep/new/x', Buffer.from('x'), { ifAbsent });
        await expect(put).rejects.toThrow(/^Cannot write below ".*linked": it is a symbolic link/);
      }
    }));

  test('takes a link for no object, and never for one that exists', () =>
    besideAFolder(async ({ lake, store, elsewhere }) => {
      for (const target of [join(elsewhere, 'file'), join(elsewhere, 'nowhere')]) {
        symlinkSync(target, join(lake, 'link'));
        expect(await store.get('link')).toBeUndefined();
        const put = store.put('link', Buffer.from('x'), { ifAbsent: true });
        await expect(put).rejects.toThrow(/^Cannot write ".*link": a link, pipe or device of that name already exists/);
        expect(await store.put('link', Buffer.from('own'))).toBe('stored');
        expect(readFileSync(join(lake, 'link'), 'utf8')).toBe('own');
        await store.delete(['link']);
      }
    }));

  test('with _tmp linked elsewhere, writes nothing at all', () =>
    besideAFolder(async ({ lake, store, elsewhere }) => {
      symlinkSync(elsewhere, join(lake, '_tmp'));
      await expect(store.check()).rejects.toThrow(/^Cannot write below ".*_tmp": it is a symbolic link/);
      await expect(store.put('a', Buffer.from('x'))).rejects.toThrow(/_tmp": it is a symbolic link/);
      expect(await store.abortUploads('')).toBe(0);
    }));

  test('may be reached by a link itself', () =>
    besideAFolder(async ({ lake }) => {
      const link = join(dirname(lake), 'way');
      symlinkSync(lake, link);
      const store = folderStore(link);
      await store.check();
      await store.put('a/b', Buffer.from('x'));
      expect(readdirSync(join(lake, 'a'))).toEqual(['b']);
      expect((await verified(store)).damages).toEqual([]);
      await store.delete(['a/b']);
    }));
});

describe('pipes and devices', () => {
  test('are not opened: verify tells them, and a run whose file is one is not whole', () =>
    besideAFolder(async ({ lake, store }) => {
      const [run] = await committedRuns(store);
      const accounts = run?.files.find(({ path }) => path.startsWith('accounts/'))?.path as string;
      rmSync(join(lake, accounts));
      symlinkSync('/dev/zero', join(lake, accounts));
      symlinkSync('/dev/zero', join(lake, 'runs', `${PLAN}.parquet`));
      expect(spawnSync('mkfifo', [join(lake, 'runs', 'pipe.parquet')]).status).toBe(0);
      const { damages, runs } = await verified(store);
      expect(damages.map(({ kind, subject }) => [kind, subject])).toEqual([
        ['stray', accounts],
        ['stray', `runs/${PLAN}.parquet`],
        ['stray', 'runs/pipe.parquet'],
        ['missing', accounts],
      ]);
      expect(runs).toMatchObject([{ damaged: true }]);
      const engine = await duckdbEngine(store);
      expect(engine.damaged).toMatchObject([{ problem: `its file "${accounts}" does not exist` }]);
      await engine.close();
    }));

  test('a run whose file was moved away and linked to is not whole either', () =>
    besideAFolder(async ({ lake, store, elsewhere }) => {
      const [run] = await committedRuns(store);
      const [file] = run?.files ?? [];
      const moved = join(dirname(elsewhere), 'moved.parquet');
      renameSync(join(lake, file?.path as string), moved);
      symlinkSync(moved, join(lake, file?.path as string));
      expect((await verified(store)).damages).toMatchObject([{ kind: 'stray' }, { kind: 'missing' }]);
    }));
});
