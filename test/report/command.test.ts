/** The command `report`: what it refuses leaves no file, and the one that was there as it was. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../src/model/tables.js';
import { succeeded } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-report-command-'));
const lake = join(folder, 'lake');
const out = join(folder, 'out');

beforeEach(() => rmSync(lake, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (...argv: readonly string[]) =>
  succeeded(['report', '--destination', lake, '--out', join(out, 'report.html'), ...argv]);

async function expectRefused(message: string, ...argv: readonly string[]): Promise<void> {
  for (const before of [[], ['report.html']]) {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    for (const name of before) writeFileSync(join(out, name), 'of before');
    await expect(report(...argv)).rejects.toMatchObject({
      name: 'UserError',
      exit: 'nothing',
      message: expect.stringContaining(message),
    });
    expect(readdirSync(out)).toEqual(before);
    for (const name of before) expect(readFileSync(join(out, name), 'utf8')).toBe('of before');
  }
}

it('refuses a lake one of whose runs lost a file', async () => {
  await writeLake(lake, base);
  const missing = 'principals/snapshot_date=2026-01-01/r1-00000.parquet';
  rmSync(join(lake, missing));
  await expectRefused(`Cannot read run "r1" of 2026-01-01 in "${lake}": its file "${missing}" does not exist.`);
});

it('refuses a lake that a newer version wrote to', async () => {
  const newer = SCHEMA_VERSION + 1;
  await writeLake(lake, `[runs]\nrun_id | snapshot_date | schema_version\nr1 | 2026-07-01 | ${newer}`);
  await expectRefused(`has schema version ${newer}, and this Access Lake knows ${SCHEMA_VERSION}: install a newer one`);
});

it('refuses a lake without a snapshot', async () => {
  await expectRefused('no snapshot is committed there');
});
