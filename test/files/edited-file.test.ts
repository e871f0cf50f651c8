/** A file that several change at once: no change is lost, whoever makes it. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editNamedFile } from '../../src/files/edited-file.js';
import { thisWriter } from '../../src/files/writer.js';
import { systemEffects } from '../../src/model/effects.js';
import { inFolder } from '../export/lake.js';

const fileAt = (path: string) => ({
  path,
  hint: 'Give another.',
  mostBytes: 1000,
  refused: (state: string) => new Error(`Cannot use it: ${state}.`),
});
const edit = (path: string, change: (text: string) => string, effects = systemEffects) =>
  editNamedFile(fileAt(path), async (text) => change(text), effects);
const WRITER = thisWriter();
const GONE = WRITER.replace(/-\d+-\d+$/, '-999999999-1');

test('of twenty changes at once each is there, and nothing else is left', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    await Promise.all(Array.from({ length: 20 }, (_, at) => edit(path, (text) => `${text}${at}\n`)));
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').map(Number);
    expect(lines.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test('what an editor writes meanwhile stays, and the change is made to that', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, 'one\n');
    const seen: string[] = [];
    await edit(path, (text) => {
      seen.push(text);
      if (seen.length === 1) writeFileSync(path, 'one\ntwo\n');
      return `${text}mine\n`;
    });
    expect(seen).toEqual(['one\n', 'one\ntwo\n']);
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nmine\n');
  }));

test('a file that never rests is refused, and keeps what the other wrote', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    let times = 0;
    const restless = edit(path, (text) => {
      writeFileSync(path, String(++times));
      return `${text}mine`;
    });
    await expect(restless).rejects.toThrow(/^Cannot write ".*a": something else keeps changing it\.$/);
    expect(readFileSync(path, 'utf8')).toBe(String(times));
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test.each([0o664, 0o640, 0o600])('the mode %i stays, whatever the umask', (mode) =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, '');
    chmodSync(path, mode);
    const umask = process.umask(0o077);
    await edit(path, () => 'new').finally(() => process.umask(umask));
    expect(statSync(path).mode & 0o777).toBe(mode);
  }),
);

test('the lock of a command that was killed is in nobody’s way', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(`${path}.lock`, GONE);
    await edit(path, () => 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test.each([
  ['of a living command', (lock: string) => writeFileSync(lock, WRITER)],
  ['of a command that was not yet named', (lock: string) => writeFileSync(lock, '')],
  ['that is a folder', (lock: string) => mkdirSync(lock)],
  ['that is a link to a device', (lock: string) => symlinkSync('/dev/zero', lock)],
])('a lock %s is waited for, then told', (_, put) =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    put(`${path}.lock`);
    let ms = 0;
    const effects = {
      ...systemEffects,
      monotonic: () => ms,
      sleep: async (more: number) => {
        ms += more;
      },
    };
    const refused = edit(path, () => 'new', effects);
    await expect(refused).rejects.toMatchObject({
      message: `Cannot write "${path}": another command is changing it.`,
      hint: `Wait for that command. If it was killed, remove "${path}.lock".`,
    });
    expect(ms).toBeGreaterThanOrEqual(30_000);
    expect(existsSync(path)).toBe(false);
  }),
);

test('a change that fails leaves the file and no lock', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    const failing = edit(path, () => {
      throw new Error('no such entry');
    });
    await expect(failing).rejects.toThrow('no such entry');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  }));

test('in a folder that is not there it is a sentence', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'none', 'a');
    await expect(edit(path, () => 'new')).rejects.toThrow(`Cannot write "${path}": ENOENT.`);
  }));
