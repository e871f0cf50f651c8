/** Files of people, each by its reader: what lies there may be anything, and its text stays out of errors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readExceptFile } from '../../src/decisions/except-file.js';
import { readOwnersFile } from '../../src/decisions/owners-file.js';
import { readTasksFile } from '../../src/decisions/tasks-file.js';
import { readAcceptFile } from '../../src/propose/write/accept-file.js';

const folder = mkdtempSync(join(tmpdir(), 'people-'));
afterAll(() => rmSync(folder, { recursive: true }));

const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  '--owners-file': readOwnersFile,
  '--tasks-file': (path) => readTasksFile(path, '2026-07-01'),
  '--except-file': (path) => readExceptFile(path, '2026-07-01'),
  '--accept-file': readAcceptFile,
};

function written(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function linked(name: string, target: string): string {
  const path = join(folder, name);
  rmSync(path, { force: true });
  symlinkSync(target, path);
  return path;
}

function piped(): string {
  const path = join(folder, 'pipe');
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
  return path;
}

const PLACES: readonly (readonly [what: string, place: () => string, state: string])[] = [
  ['a device', () => '/dev/zero', 'it is not a regular file'],
  ['a link to a device', () => linked('zero', '/dev/zero'), 'it is not a regular file'],
  ['a pipe that nobody writes', piped, 'it is not a regular file'],
  ['a folder', () => folder, 'it is not a regular file'],
  ['a link to itself', () => linked('loop', 'loop'), 'ELOOP: too many symbolic links encountered'],
  ['nothing', () => join(folder, 'nothing'), 'ENOENT: no such file or directory'],
  ['more than 4 MB', () => written('large', `[]${' '.repeat(4e6 - 1)}`), 'it is larger than 4 MB'],
  ['Latin-1', () => written('latin', Buffer.from('[{ owner: "M\xfcller" }]', 'latin1')), 'it is not UTF-8'],
  ['UTF-16', () => written('utf16', Buffer.from('\ufeff[]', 'utf16le')), 'it is not UTF-8'],
];

/** As a file that was named by mistake may hold it. */
const SECRET = 'hunter2';
const TEXTS = [
  `password: *${SECRET}`,
  `- { principal: *${SECRET}, owner: x }`,
  `[{ <<: *${SECRET}, owner: x }]`,
  `a: &x ${SECRET}\nb: *x\n- c`,
  `[{ account: &s ${SECRET}, owner: *s, ou: *s, expires: *s, task: *s, reason: *s, id: *s }]`,
  `"${SECRET}`,
  `- ${SECRET}: 1\n  ${SECRET}: 2`,
  `%YAML ${SECRET}\n---\n[]`,
  `password: ${SECRET}: x`,
  `"\\${SECRET}"`,
  `x: |${SECRET}`,
  `${SECRET}: [`,
  '['.repeat(2000) + SECRET,
];

/** What the parser of YAML would take minutes for, or end the process on. */
const COSTLY = [
  ...['? ', '- ', '? - ', '[', '{', '[? ', '[,', '[a]', '{a: b}', '!a ', '&a ', '"a" ', 'a: ', '- [[a],\n'].map(
    (text) => text.repeat(100_000),
  ),
  Array.from({ length: 2500 }, (_, at) => `${' '.repeat(at)}-\n`).join(''),
  Array.from({ length: 5000 }, (_, at) => `key${at}: x\n`).join(''),
  '-\n'.repeat(1e6),
];

describe.each(Object.entries(READERS))('%s', (flag, read) => {
  test.each(PLACES)('%s is refused', async (_, place, state) => {
    const path = place();
    const message = `Cannot use ${flag} "${path}": ${state}.`;
    await expect(read(path)).rejects.toMatchObject({ name: 'UserError', message });
  });

  test.each(TEXTS)('no error shows the text of %j', async (text) => {
    const path = written('secret.yaml', text);
    const error = await read(path).then(
      () => undefined,
      (failed: Error) => failed,
    );
    expect(error).toMatchObject({ name: 'UserError' });
    expect(error?.message).not.toContain(SECRET);
  });

  test.each(COSTLY)('%#: what is no list of plain entries is refused before it is parsed', async (text) => {
    const path = written('costly.yaml', text);
    await expect(read(path)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /it is neither JSON nor YAML \((it is nested too deeply|it holds too much on one line|it holds too many entries|line 1, column 1: resource exhaustion)\)/,
      ),
    });
  });

  test('a file of exactly 4 MB, with a byte order mark, is read', async () => {
    await read(written('full', `\ufeff[]${' '.repeat(4e6 - 5)}`));
  });
});
