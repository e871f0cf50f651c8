/** Links where a person's file, or lake.duckdb, is to be: a working folder may come from somebody else. */
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { succeeded } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { keepsOutside, makeOutside, plant, TARGETS, type Target } from './planted.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'file-links-'));
const [lake, outside, work] = [join(folder, 'lake'), join(folder, 'outside'), join(folder, 'work')];

beforeAll(async () => {
  makeOutside(outside);
  mkdirSync(work);
  await writeLake(lake, base);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...argv: readonly string[]) => succeeded([...argv, '--destination', lake]);

const file = join(work, 'file');
const query = ['query', '--sql', 'SELECT 1 AS one', '--out', file];
const commands: readonly [command: string, place: string, argv: readonly string[]][] = [
  ['report', file, ['report', '--out', file]],
  ['query', file, query],
  ['query as Parquet', file, [...query, '--format', 'parquet']],
  ['query as CSV', file, [...query, '--format', 'csv']],
  ['catalog', join(lake, 'lake.duckdb'), ['catalog']],
];
const targets = (Object.keys(TARGETS) as Target[]).filter((target) => target !== 'a device');

it.each(commands)('%s follows no link, and what it leads to stays', async (_command, place, argv) => {
  for (const target of targets) {
    plant(place, target, outside);
    await keepsOutside(outside, work, async () => {
      await expect(run(...argv), target).rejects.toMatchObject({ name: 'UserError' });
    });
    expect(lstatSync(place).isSymbolicLink()).toBe(true);
    rmSync(place);
  }
  await keepsOutside(outside, work, () => run(...argv));
  expect(lstatSync(place).isFile()).toBe(true);
});
