/** What `--out` does to what already lies there. */
import { execFile, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { unfinishedPlace, writeNamedFile } from '../../src/files/named-file.js';
import { inFolder } from '../export/lake.js';

const write = async (path: string, text = 'whole') => {
  const file = { path, unfinished: unfinishedPlace(path, 'x1'), hint: 'Give another.' };
  await writeNamedFile(file, async (place) => {
    await writeFile(place, text, { flag: 'wx' });
    return true;
  });
};

test('a new file appears, an old one is replaced, and nothing else is left', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    await write(path, 'one');
    await write(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test('a file that cannot be made whole leaves the old one', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    const failing = writeNamedFile({ path, unfinished: unfinishedPlace(path, 'x1'), hint: '' }, async (place) => {
      writeFileSync(place, 'half');
      throw new Error('the source broke');
    });
    await expect(failing).rejects.toThrow('the source broke');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test.each(['target', '../file', 'way'])('a link to a file is refused, and %s stays as it is', (leads) =>
  inFolder(async (outer) => {
    const folder = join(outer, 'inner');
    mkdirSync(folder);
    const link = join(folder, 'link');
    for (const place of [join(folder, 'target'), join(outer, 'file')]) writeFileSync(place, 'precious');
    symlinkSync('target', join(folder, 'way'));
    symlinkSync(leads, link);
    await expect(write(link)).rejects.toThrow(/^Cannot write ".*link": it is a symbolic link to a file\.$/);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(link, 'utf8')).toBe('precious');
    expect(readdirSync(folder).sort()).toEqual(['link', 'target', 'way']);
  }),
);

test('a link that is put in while the file is made is not followed', () =>
  inFolder(async (folder) => {
    const [path, target] = [join(folder, 'a'), join(folder, 'target')];
    writeFileSync(target, 'precious');
    const file = { path, unfinished: unfinishedPlace(path, 'x1'), hint: '' };
    const written = writeNamedFile(file, async (place) => {
      writeFileSync(place, 'whole');
      symlinkSync(target, path);
      return true;
    });
    await expect(written).rejects.toThrow('it is a symbolic link to a file');
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(readdirSync(folder).sort()).toEqual(['a', 'target']);
  }));

test('what the caller has open is written to, a file too', () =>
  inFolder(async (folder) => {
    const out = openSync(join(folder, 'out'), 'w');
    await write(`/dev/fd/${out}`, 'whole');
    closeSync(out);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('whole');
  }));

test.each(['/dev/null', '/dev/full'])('%s stays a device, also through a link', (device) =>
  inFolder(async (folder) => {
    const link = join(folder, 'link');
    symlinkSync(device, link);
    for (const path of [device, link]) {
      const written = write(path);
      if (device === '/dev/null') await written;
      else
        await expect(written).rejects.toThrow(`Cannot write "${path}": no space is left on the file system (ENOSPC).`);
    }
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  }),
);

test('a pipe is written to, and its reader gets all of it', () =>
  inFolder(async (folder) => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const reader = promisify(execFile)('cat', [pipe], { maxBuffer: 2 ** 24 });
    const text = 'x'.repeat(1_000_000);
    await write(pipe, text);
    expect((await reader).stdout).toBe(text);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  }));

test('a folder, and a link that leads nowhere, are refused with a sentence', () =>
  inFolder(async (folder) => {
    const link = join(folder, 'link');
    symlinkSync('nowhere', link);
    await expect(write(folder)).rejects.toThrow(/^Cannot write ".*": it is a folder\.$/);
    await expect(write(link)).rejects.toThrow(/^Cannot write ".*link": it is a link that leads nowhere\.$/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  }));
