/** The folder on file systems that are full or read-only: mounted in a namespace of its own, which goes with the process. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildProgram } from '../../store/process.js';
import { run } from '../programs/processes.js';

let folder: string;
let lake: string;
let built: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  built = await buildProgram();
});
afterAll(async () => await rm(built.folder, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-lake-mount-'));
  lake = join(folder, 'lake');
  await mkdir(lake);
});

/** Runs shell lines as the owner of a mount namespace; `use` there is program.ts. The answers, a line each. */
async function mounted(lines: readonly string[]): Promise<unknown[]> {
  const script = [`use() { '${process.execPath}' '${built.program}' "$1" '${lake}' "$2"; }`, 'set -e', ...lines].join(
    '\n',
  );
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const output = await run('unshare', [...asRoot, '--mount', 'sh', '-c', script]);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a full disk is said, leaves no half object and no rest, and what was there stays', async () => {
  const [answer] = await mounted([`mount -t tmpfs -o size=1m none '${lake}'`, 'use fill']);
  const sentence = expect.stringMatching(
    /^UserError: Cannot write ".*too\/large": no space is left on the file system \(ENOSPC\)\.$/,
  );
  expect(answer).toEqual({
    result: { failures: [sentence, sentence], listed: ['kept 300000'], names: ['kept'], again: 'stored' },
  });
});

test('a read-only file system is said by check, put and delete; it can be read', async () => {
  const [stored, check, put, remove, list] = await mounted([
    `mount -t tmpfs -o size=1m none '${lake}'`,
    'use put a',
    `mount -o remount,ro '${lake}'`,
    'use check',
    'use put b',
    'use delete a',
    'use list',
  ]);
  expect(stored).toEqual({ result: 'stored' });
  for (const answer of [check, put, remove]) {
    expect(answer).toMatchObject({ name: 'UserError', exit: 'nothing' });
    expect((answer as { message: string }).message).toMatch(/"\S+lake\S*": the file system is read-only \(EROFS\)\.$/);
  }
  expect(list).toMatchObject({ result: { value: { key: 'a', bytes: 1 } } });
});

test('a folder of the destination on another file system is said', async () => {
  const [put] = await mounted([`mkdir '${lake}/a'`, `mount -t tmpfs -o size=1m none '${lake}/a'`, 'use put a/b']);
  expect((put as { message: string }).message).toMatch(
    /: it is on a different file system than the rest of the destination \(EXDEV\)\.$/,
  );
});
