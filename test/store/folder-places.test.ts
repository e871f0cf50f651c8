import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemEffects } from '../../src/model/effects.js';
import { UserError } from '../../src/model/errors.js';
import { systemNaming } from '../../src/store/folder/naming.js';
import { folderStore } from '../../src/store/folder.js';
import { listed } from './conformance.js';

let folder: string;
let lake: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-lake-places-'));
  lake = join(folder, 'lake');
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('a destination that is a file', () => {
  test.each(['check', 'put', 'get', 'list', 'delete', 'abortUploads'])('%s says so', async (what) => {
    await writeFile(lake, 'a file');
    const store = folderStore(lake);
    const uses: Record<string, () => Promise<unknown>> = {
      check: () => store.check(),
      put: () => store.put('a', Buffer.from('x'), { ifAbsent: true }),
      get: () => store.get('a'),
      list: () => listed(store),
      delete: () => store.delete(['a']),
      abortUploads: () => store.abortUploads(''),
    };
    const { message, hint } = await failure(uses[what]?.() as Promise<unknown>);
    expect(message).toContain(JSON.stringify(lake).slice(0, -1));
    expect(message).toMatch(/file/);
    expect(hint).toMatch(/folder/);
    expect(await readFile(lake, 'utf8')).toBe('a file');
  });
});

describe('a destination that is not there', () => {
  test('check leaves it so', async () => {
    await folderStore(join(lake, 'deep', 'down')).check();
    expect(await readdir(folder)).toEqual([]);
  });

  test('the first object makes it', async () => {
    await folderStore(join(lake, 'deep')).put('a/b', Buffer.from('x'));
    expect(await readFile(join(lake, 'deep', 'a', 'b'), 'utf8')).toBe('x');
  });

  test('a broken link is no folder', async () => {
    await symlink(join(folder, 'nowhere', 'at', 'all'), lake);
    await failure(folderStore(lake).check());
  });
});

describe('a name in the way', () => {
  test('a folder where the object would be is an error, never "exists"', async () => {
    const store = folderStore(lake);
    await mkdir(join(lake, 'a', 'b'), { recursive: true });
    expect((await failure(store.put('a', Buffer.from('x'), { ifAbsent: true }))).message).toMatch(
      /a folder of that name/,
    );
    expect((await failure(store.put('a', Buffer.from('x')))).message).toMatch(/a folder of that name/);
    expect(await store.get('a')).toBeUndefined();
    await store.delete(['a']);
    expect(await readdir(join(lake, 'a'))).toEqual(['b']);
  });

  test('an object where the folder would be is an error, never "exists"', async () => {
    const store = folderStore(lake);
    await store.put('a', Buffer.from('x'));
    for (const key of ['a/b', 'a/b/c']) {
      expect((await failure(store.put(key, Buffer.from('y'), { ifAbsent: true }))).message).toMatch(/file/);
      expect((await failure(store.put(key, Buffer.from('y')))).message).toMatch(/file/);
    }
    expect((await listed(store)).map(({ key }) => key)).toEqual(['a']);
    expect(await readdir(lake)).toEqual(['a']);
  });

  test('a name longer than the file system takes', async () => {
    const { message } = await failure(folderStore(lake).put('x'.repeat(300), Buffer.from('x')));
    expect(message).toMatch(/ENAMETOOLONG/);
  });
});

describe('a file system without links', () => {
  const without = (code: string) => ({
    ...systemNaming,
    link: async () => {
      throw Object.assign(new Error(code), { code });
    },
  });

  test.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
    'is refused with a sentence before anything is written: %s',
    async (code) => {
      const store = folderStore(lake, systemEffects, without(code));
      for (const work of [() => store.check(), () => store.put('a', Buffer.from('x'), { ifAbsent: true })]) {
        const { message, hint } = await failure(work());
        expect(message).toBe(
          `Cannot use the folder ${JSON.stringify(lake)}: its file system has no hard links (${code}).`,
        );
        expect(hint).toMatch(/overwrite each other/);
      }
      expect(await listed(store)).toEqual([]);
    },
  );

  test('one that lets a taken name be taken is refused too', async () => {
    const { message } = await failure(
      folderStore(lake, systemEffects, { ...systemNaming, link: async () => {} }).check(),
    );
    expect(message).toMatch(/no hard links/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('what others put there', () => {
  test('links are not followed, what no key can name is left out', async () => {
    const store = folderStore(lake);
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'b.parquet'), 'x');
    await store.put('a.parquet', Buffer.from('x'));
    await symlink(elsewhere, join(lake, 'table'));
    await symlink(join(folder, 'nowhere'), join(lake, 'broken'));
    await writeFile(Buffer.concat([Buffer.from(`${lake}/`), Buffer.from([0xff, 0xfe])]), 'no UTF-8');
    expect((await listed(store)).map(({ key }) => key)).toEqual(['a.parquet']);
  });

  test('an unfinished file is seen by no pattern of a query', async () => {
    const store = folderStore(lake);
    async function* body() {
      yield Buffer.from('half');
      const names = (await readdir(lake, { recursive: true })).filter((name) => name.endsWith('.parquet'));
      expect(names).toHaveLength(1);
      expect(names[0]?.startsWith('_tmp/')).toBe(true);
      expect(await listed(store)).toEqual([]);
    }
    await store.put('actions/snapshot_date=2026-01-01/a.parquet', body());
    expect(await readdir(lake)).toEqual(['actions']);
  });

  test('deleting the last object of a folder takes the folder away, not the destination', async () => {
    const store = folderStore(lake);
    await store.put('a/b/c', Buffer.from('x'));
    await store.put('a/d', Buffer.from('x'));
    await store.delete(['a/b/c']);
    expect(await readdir(join(lake, 'a'))).toEqual(['d']);
    await store.delete(['a/d']);
    expect(await readdir(lake)).toEqual([]);
  });
});
