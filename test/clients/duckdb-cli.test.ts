/** DuckDB's own command line opens `lake.duckdb`, from another folder and in another time zone. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readCommits } from '../../src/lake/runs.js';
import { writeLakeFile } from '../../src/query/duckdb/lake-file.js';
import { viewDates } from '../../src/query/sql/lake-dates.js';
import { readViews } from '../../src/query/sql/views.js';
import { writeLake } from '../query/lake/write-lake.js';
import { pythonWith } from './python.js';

const BASE = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'duckdb-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program itself: the script in front of it names the folder in which it was installed. */
async function commandLine(): Promise<string> {
  const python = await pythonWith('duckdb-cli', '1.5.6');
  const { stdout } = await promisify(execFile)(python, ['-c', 'import duckdb_cli; print(duckdb_cli.__path__[0])']);
  return join(stdout.trim(), 'duckdb');
}

test('every view answers, and a comment tells what a column means', async () => {
  const program = await commandLine();
  const store = await writeLake(folder, BASE);
  const file = await writeLakeFile(store, (await readCommits(store)).runs);
  const ask = async (sql: string): Promise<Record<string, unknown>[]> => {
    const elsewhere = { cwd: tmpdir(), env: { PATH: process.env.PATH, HOME: folder, TZ: 'America/New_York' } };
    const { stdout } = await promisify(execFile)(program, ['-readonly', '-json', file, sql], elsewhere);
    return JSON.parse(stdout);
  };
  const counts = readViews(viewDates([])).map(
    ({ name }) => `SELECT '${name}' AS name, count(*) AS rows FROM (FROM ${name})`,
  );
  const rows = new Map((await ask(counts.join(' UNION ALL '))).map((row) => [row.name, row.rows]));
  expect(rows.size).toBe(counts.length);
  expect([rows.get('bi_coverage'), rows.get('snapshot_accounts')]).toEqual([13, 13]);
  expect(
    await ask(
      "SELECT principal_name, generated_at FROM snapshot_principals WHERE principal_id = 'AROAAPP' AND snapshot_date = '2026-07-01'",
    ),
  ).toEqual([{ principal_name: 'app', generated_at: '2026-07-01 15:00:00' }]);
  expect(
    await ask("SELECT comment FROM duckdb_columns() WHERE table_name = 'bi_coverage' AND column_name = 'accounts'"),
  ).toEqual([{ comment: '1: the account; summed, the accounts' }]);
}, 900_000);
