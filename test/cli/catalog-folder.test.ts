/** `catalog` of a folder: lake.duckdb, and the commands that renew it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeLake } from '../query/lake/write-lake.js';
import { type Built, buildCommand, ended, start } from './built.js';

const BASE = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'catalog-folder-'));
const place = join(folder, 'lake');
const file = join(place, 'lake.duckdb');
let built: Built;
beforeAll(async () => {
  built = await buildCommand();
  await writeLake(place, BASE);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await built.remove();
});

const run = (...words: string[]) => ended(start([built.main, ...words]));
const expire = () => run('expire', '--destination', place, '--run', 'r1', '--drop-evidence');

test('it is written, and renewed by who takes a run away', async () => {
  expect(await run('catalog', '--destination', place)).toMatchObject({ code: 0, stdout: `${file}\n` });
  const before = statSync(file).ino;
  expect(await expire()).toMatchObject({ code: 0 });
  expect(statSync(file).ino).not.toBe(before);
});

test('what cannot be renewed is told after what the command did', async () => {
  writeFileSync(`${file}.wal`, '');
  const { code, stderr } = await run('expire', '--destination', place, '--run', 'r2', '--drop-evidence');
  rmSync(`${file}.wal`);
  expect(code).toBe(3);
  expect(stderr).toContain('The lake is as told, lake.duckdb is not renewed. Error: Cannot write');
  expect(stderr).toContain('another program has it open to write');
});

test('a folder without a snapshot has none', async () => {
  mkdirSync(join(folder, 'empty'));
  const { code, stderr } = await run('catalog', '--destination', join(folder, 'empty'));
  expect(code).not.toBe(0);
  expect(stderr).toContain('it holds no snapshot');
});
