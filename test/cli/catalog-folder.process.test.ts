/** `catalog` of a folder: lake.duckdb, and the commands that renew it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSimulation } from '../../src/simulation/simulation.js';
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
  expect(code).toBe(4);
  expect(stderr).toContain('Done, but lake.duckdb is not updated. Error: Cannot write');
  expect(stderr).toContain('a program that had it open to write ended without closing it');
  expect(stderr).toContain(`Remove ${JSON.stringify(`${file}.wal`)}`);
});

test('it is renewed by export and publish, which end with 4 where it is open elsewhere', async () => {
  const own = join(folder, 'exported');
  const lakeFile = join(own, 'lake.duckdb');
  const simulation = await startSimulation({ seed: 7, accounts: 2, principalsPerAccount: 2, specialCases: false });
  const there = (...words: string[]) =>
    ended(start([built.main, ...words, '--destination', own, '--progress', 'none'], simulation.env));
  try {
    const access = ['--role-name', 'AccessLakeReader'];
    expect(await there('export', ...access, '--no-trends')).toMatchObject({ code: 0 });
    expect(readdirSync(own)).not.toContain('lake.duckdb');
    expect(await run('catalog', '--destination', own)).toMatchObject({ code: 0 });
    const made = statSync(lakeFile).ino;
    expect(await there('export', ...access, '--no-trends')).toMatchObject({ code: 0 });
    const exported = statSync(lakeFile).ino;
    expect(exported).not.toBe(made);
    const { planId } = JSON.parse((await there('plan', ...access)).stdout);
    expect(await there('collect', '--plan', planId, ...access)).toMatchObject({ code: 0 });
    expect(await there('publish', '--plan', planId)).toMatchObject({ code: 0 });
    const published = statSync(lakeFile).ino;
    expect(published).not.toBe(exported);
    writeFileSync(`${lakeFile}.wal`, '');
    const { code, stderr } = await there('export', ...access);
    expect([code, statSync(lakeFile).ino]).toEqual([4, published]);
    expect(stderr).toContain('lake.duckdb is not updated');
  } finally {
    await simulation.stop();
  }
});

test('an owner tag that nobody has is told, for it may be a typo', async () => {
  const own = join(folder, 'owned');
  await writeLake(own, BASE);
  const there = ['--destination', own, '--snapshot-date', '2026-07-01', '--progress', 'none'];
  const derive = (...tags: string[]) => run('derive', ...there, ...tags.flatMap((tag) => ['--owner-tag', tag]));
  const typo = await derive('Teem', 'CostCentre');
  expect(typo.code).toBe(0);
  expect(typo.stderr).toContain('No user, role or account of 2026-07-01 has a tag "Teem" or "CostCentre"');
  expect((await derive('team', 'owner')).stderr).toBe('');
  expect((await derive()).stderr).toBe('');
});

test('a folder without a snapshot has none', async () => {
  mkdirSync(join(folder, 'empty'));
  const { code, stderr } = await run('catalog', '--destination', join(folder, 'empty'));
  expect(code).not.toBe(0);
  expect(stderr).toContain('it holds no snapshot');
});
