import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OwnFolder } from '../../src/files/own-folder.js';
import { systemEffects } from '../../src/model/effects.js';
import { inFolder } from '../export/lake.js';

const inOwn = (work: (own: OwnFolder, folder: string) => Promise<void>, isPrivate = false) =>
  inFolder((folder) => work(new OwnFolder(folder, { hint: '', isPrivate }, systemEffects), folder));

test('a file appears whole below folders that are made, and nothing else is left', () =>
  inOwn(async (own, folder) => {
    await own.replace('a/b/c', 'one');
    await own.replace('a/b/c', ['t', 'wo']);
    expect(await own.read('a/b/c', 3)).toBe('two');
    await own.close();
    expect(readdirSync(folder)).toEqual(['a']);
    expect(await own.read('a/nothing', 3)).toBeUndefined();
    expect(await own.read('nothing/at/all', 3)).toBeUndefined();
  }));

test('a file that is too large is refused before it is read', () =>
  inOwn(async (own, folder) => {
    writeFileSync(join(folder, 'a'), 'four');
    await expect(own.read('a', 3)).rejects.toThrow(/^Cannot read ".*a": it has 4 bytes, more than 3\.$/);
  }));

test('a file that lies there as the unfinished one is not written to', () =>
  inOwn(async (own, folder) => {
    const place = await own.aside('a');
    writeFileSync(join(folder, 'precious'), 'precious');
    symlinkSync(join(folder, 'precious'), place);
    await expect(own.replace('a', 'x')).rejects.toMatchObject({ name: 'UserError' });
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
  }));

test('what is for its owner alone is so whatever the umask', () =>
  inOwn(async (own, folder) => {
    await own.replace('a/b', 'x');
    expect([lstatSync(join(folder, 'a')).mode & 0o777, lstatSync(join(folder, 'a/b')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  }, true));

test('what a killed writer left is taken away, and what one of another machine may still write is not', () =>
  inOwn(async (own, folder) => {
    const other = `.access-lake.${'0'.repeat(16)}-1-2.${'a'.repeat(16)}`;
    mkdirSync(join(folder, other));
    for (const name of ['.access-lake.notes', '.access-lake.x-1-2.link']) mkdirSync(join(folder, name));
    symlinkSync('.', join(folder, `${other.slice(0, -1)}b`));
    const now = Date.now();
    expect(await own.clean(now)).toEqual([other]);
    utimesSync(join(folder, other), now / 1000 - 2 * 86_400, now / 1000 - 2 * 86_400);
    expect(await own.clean(now)).toEqual([]);
    expect(readdirSync(folder)).not.toContain(other);
    expect(readdirSync(folder)).toHaveLength(3);
  }));
