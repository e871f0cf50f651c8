/** What `--out` does to what already lies there. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('a link stays, and what it leads to is replaced', () =>
  inFolder(async (folder) => {
    const [target, link] = [join(folder, 'target'), join(folder, 'link')];
    writeFileSync(target, 'old');
    symlinkSync('target', link);
    await write(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('whole');
    expect(readdirSync(folder).sort()).toEqual(['link', 'target']);
  }));

test.each(['/dev/null', '/dev/full'])('%s stays a device, also through a link', (device) =>
  inFolder(async (folder) => {
    const link = join(folder, 'link');
    symlinkSync(device, link);
    for (const path of [device, link]) {
      const written = write(path);
      if (device === '/dev/null') await written;
      else await expect(written).rejects.toThrow(`Cannot write "${path}": ENOSPC.`);
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
