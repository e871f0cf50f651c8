import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import { folderStore } from '../../src/store/folder.js';
import { listed } from './conformance.js';
import { answerOf, buildProgram, use } from './process.js';

let built: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;
beforeAll(async () => {
  built = await buildProgram();
});
afterAll(async () => await rm(built.folder, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(built.folder, 'lake-'));
});

async function leftovers(): Promise<string[]> {
  return await readdir(join(folder, '_tmp')).catch(() => []);
}

test('of eight processes at once one gets each key, and its object is there', async () => {
  const writers = Array.from({ length: 8 }, (_, writer) => use(built.program, ['race', folder, `writer ${writer}`]));
  for (const writer of writers) expect(await writer.line()).toBe('ready');
  for (const writer of writers) writer.process.stdin?.write('go\n');
  const won = await Promise.all(writers.map(async (writer) => JSON.parse(await writer.line()).result as number[]));
  expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, key) => key));
  for (const [writer, keys] of won.entries()) {
    for (const key of keys) expect(await readFile(join(folder, 'race', String(key)), 'utf8')).toBe(`writer ${writer}`);
  }
  expect(await leftovers()).toEqual([]);
});

describe('a killed writer', () => {
  async function killedWriting(key: string): Promise<void> {
    const writer = use(built.program, ['hang', folder, key]);
    expect(await writer.line()).toBe('writing');
    writer.process.kill('SIGKILL');
    await writer.end();
  }

  test('leaves nothing that is listed, and abortUploads takes it away by its prefix', async () => {
    await killedWriting('one/a');
    await killedWriting('two/b');
    const store = folderStore(folder);
    expect(await listed(store)).toEqual([]);
    expect(await store.get('one/a')).toBeUndefined();
    expect(await leftovers()).toHaveLength(2);
    expect(await store.abortUploads('three/')).toBe(0);
    expect(await store.abortUploads('one/')).toBe(1);
    expect(await leftovers()).toHaveLength(1);
    expect(await store.abortUploads('')).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is told from one that lives', async () => {
    const writer = use(built.program, ['hang', folder, 'a']);
    expect(await writer.line()).toBe('writing');
    const store = folderStore(folder, { ...systemEffects, now: () => Date.now() + 400 * DAY_MS });
    expect(await store.abortUploads('')).toBe(0);
    expect(await leftovers()).toHaveLength(1);
    writer.process.kill('SIGKILL');
    await writer.end();
    expect(await store.abortUploads('')).toBe(1);
  });

  test('of another machine counts as killed a day after its last byte', async () => {
    const own = join(folder, '_tmp', '0123456789abcdef-77-1234.aa');
    await mkdir(own, { recursive: true });
    const store = folderStore(folder);
    await writeFile(join(own, 'runs'), 'half');
    expect(await store.abortUploads('')).toBe(0);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(own, 'runs'), yesterday, yesterday);
    await utimes(own, yesterday, yesterday);
    expect(await store.abortUploads('')).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a folder without rights', () => {
  test('is named before anything is written', async () => {
    await chmod(folder, 0o555);
    const answer = await answerOf(built.program, ['check', join(folder, 'lake')], { asNobody: true });
    expect(answer).toMatchObject({ name: 'UserError', exit: 'nothing' });
    expect(answer.message).toBe(`Cannot make the folder "${folder}/lake": permission denied (EACCES).`);
    expect(await answerOf(built.program, ['check', folder], { asNobody: true })).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(new RegExp(`^Cannot .* "${folder}.*": permission denied \\(EACCES\\)\\.$`)),
    });
    expect(await readdir(folder)).toEqual([]);
    await chmod(folder, 0o755);
  });

  test.each([
    ['put', 'a/b'],
    ['list', ''],
    ['delete', 'a/b'],
  ])('%s says so, and is not taken for "nothing there"', async (what, key) => {
    await folderStore(folder).put('a/b', Buffer.from('x'));
    await chmod(join(folder, 'a'), 0o000);
    const answer = await answerOf(built.program, [what, folder, key], { asNobody: true });
    await chmod(join(folder, 'a'), 0o755);
    expect(answer).toMatchObject({ name: 'UserError', message: expect.stringContaining('permission denied') });
    expect(await stat(join(folder, 'a', 'b'))).toBeDefined();
  });
});
