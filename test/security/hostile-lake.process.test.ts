/** A lake of somebody else: whatever stands in it, it reads, writes and runs nothing outside itself. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { committedRuns } from '../../src/lake/runs.js';
import { TABLES } from '../../src/model/tables.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { viewDates } from '../../src/query/sql/lake-dates.js';
import { readViews } from '../../src/query/sql/views.js';
import { commitRun } from '../../src/snapshot/commit.js';
import { folderStore } from '../../src/store/folder.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { runCommand } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'hostile-lake-'));
afterAll(() => rmSync(folder, { recursive: true }));
let places = 0;

const run = (...argv: readonly string[]) => runCommand(argv, { columns: 200 });

const secret = join(folder, 'secret.txt');
writeFileSync(secret, 'TOP-SECRET');

describe('SQL in a commit', () => {
  const target = join(folder, 'written.txt');
  const dates = [
    `zzzz'; COPY (SELECT 42) TO '${target}'; --`,
    `zzzz' UNION ALL SELECT content FROM read_text('${secret}') --`,
    `9999-99-99'; ATTACH '${target}' AS a; --`,
  ];

  test('as its date does not run', async () => {
    const lake = join(folder, String(++places));
    await writeLake(lake, base);
    const [first] = await committedRuns(folderStore(lake));
    for (const [at, date] of dates.entries()) {
      const run = `zzzz${at}`;
      const row = { ...(first as NonNullable<typeof first>), run_id: run, snapshot_date: date, manifest: '[]' };
      await commitRun(folderStore(lake), await openEncoder('arrow'), run, row);
    }
    for (const argv of [
      ['query', 'coverage_gaps'],
      ['query', '--sql', 'SELECT * FROM snapshot_accounts'],
      ['report', '--out', join(folder, 'report.html')],
    ]) {
      const { exit, out, err } = await run(...argv, '--destination', lake);
      expect(exit).not.toBe('bug');
      expect(out).not.toContain('TOP-SECRET');
      expect(existsSync(target)).toBe(false);
      expect([0, 1, 2].filter((at) => !err.includes(`zzzz${at}`))).toEqual([]);
    }
  });

  test.each([...dates, '', '2026-07-01 ', "2026-07-01'", '２026-07-01', '2026-02-30'])(
    'goes into no view of either engine: %j',
    (date) => {
      const afterWhole = [{ date, wholeDate: '2026-07-01', isWhole: false }];
      for (const dates of [{ latest: date }, { lastPart: date }, { afterWhole }]) {
        const views = () => readViews({ ...viewDates([]), ...dates });
        expect(views).toThrow('Cannot make the views: a run says that its date is');
      }
    },
  );
});

describe('--sql', () => {
  const lake = join(folder, 'asked');
  const target = join(folder, 'by-sql.txt');
  const own = () => readdirSync(lake, { recursive: true }).sort();
  beforeAll(() => writeLake(lake, base));

  test.each([
    `COPY (SELECT 1) TO '${target}'`,
    `COPY (SELECT 1) TO '${lake}/runs/new.parquet'`,
    `ATTACH '${target}' AS a`,
    `ATTACH '${lake}/runs/r1.parquet' AS a`,
    `EXPORT DATABASE '${target}'`,
    'CREATE OR REPLACE VIEW raw.runs AS SELECT 1',
    'CREATE TABLE t AS SELECT 1',
    'DROP VIEW action_access',
    'DELETE FROM raw.runs',
    'INSTALL httpfs',
    'LOAD httpfs',
    "SET memory_limit = '900GB'",
    'RESET lock_configuration',
    'PRAGMA database_size',
    "CALL enable_logging(storage = 'file')",
    `EXPLAIN ANALYZE COPY (SELECT 1) TO '${target}'`,
    `SELECT 1; COPY (SELECT 1) TO '${target}'`,
    'SELECT 1; SELECT 2',
    'BEGIN',
    'CHECKPOINT',
    `IMPORT DATABASE '${folder}'`,
    'PREPARE p AS SELECT 1',
    'SELECT * FROM enable_logging()',
    `FROM system.main."Enable_Logging"('QueryLog', storage = 'file', storage_path = '${folder}')`,
    'DESCRIBE SELECT * FROM disable_logging()',
    'WITH a AS (SELECT * FROM enable_profiling()) SELECT 1',
    "SELECT (SELECT write_log('a line'))",
    "SELECT ('a line').write_log()",
    "FROM query('FROM enable_' || 'logging()')",
    'FROM truncate_duckdb_logs()',
    `FROM query('SELECT * FROM read_text(''${secret}'')')`,
    'FROM force_checkpoint()',
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging()'))",
    "SUMMARIZE FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  ])('is one SELECT: %s', async (sql) => {
    const before = own();
    const { exit, error } = await run('query', '--sql', sql, '--destination', lake);
    expect(exit).toBe('usage');
    expect(error?.message).toContain('Cannot ask the SQL: it');
    expect(existsSync(target)).toBe(false);
    expect(own()).toEqual(before);
  });

  test.each([
    ['--format', 'csv'],
    ['--format', 'json'],
    ['--out', join(folder, 'by-sql.csv')],
  ])('is no statement that becomes two with a word before it: %s %s', async (...options) => {
    const names = readdirSync(lake, { recursive: true, encoding: 'utf8' });
    const path = join(lake, names.find((name) => /^principals\/.*\.parquet$/.test(name)) as string);
    const before = readFileSync(path);
    const sql = `accounts; COPY (SELECT 1) TO '${path}' (FORMAT csv, USE_TMP_FILE false)`;
    const { exit, error } = await run('query', '--sql', sql, '--destination', lake, ...options);
    expect(exit).toBe('nothing');
    expect(error?.message).toContain('syntax error at or near "accounts"');
    expect(readFileSync(path)).toEqual(before);
  });

  test.each([
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM read_blob('${secret}')`,
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM '${lake}/../secret.txt'`,
    `SELECT * FROM glob('${folder}/*')`,
    `SELECT * FROM sniff_csv('${secret}')`,
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_blob('/dev/zero')",
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    `SELECT * FROM parquet_metadata('${lake}/_staging/x.parquet')`,
    'SELECT * FROM duckdb_secrets()',
  ])('reads no other file: %s', async (sql) => {
    const { exit, out } = await run('query', '--sql', sql, '--destination', lake);
    expect(exit).toBe('nothing');
    expect(out).toBe('');
  });

  test('may still be whatever is a SELECT', async () => {
    for (const sql of ['FROM snapshot_runs', 'WITH a AS (SELECT 1 AS n) SELECT n FROM a;', 'DESCRIBE snapshot_runs']) {
      expect(await run('query', '--sql', sql, '--destination', lake)).toMatchObject({ exit: 'ok' });
    }
  });

  test('that does not end takes neither all memory nor the disk', async () => {
    const engine = await duckdbEngine(folderStore(lake));
    const sql = `SELECT name, value FROM duckdb_settings()
      WHERE name IN ('memory_limit', 'max_temp_directory_size', 'temp_directory', 'lock_configuration')`;
    const settings = new Map<unknown, unknown>();
    for await (const page of (await engine.query(sql, [])).pages)
      for (const [name, value] of page) settings.set(name, value);
    expect(settings.get('memory_limit')).toMatch(/^[\d.]+ (GiB|MiB)$/);
    expect(Number.parseFloat(String(settings.get('memory_limit')))).toBeGreaterThan(0);
    expect(settings.get('max_temp_directory_size')).toMatch(/^9\.3 GiB$/);
    const spill = String(settings.get('temp_directory'));
    expect(spill).toContain(tmpdir());
    expect(existsSync(spill)).toBe(true);
    await engine.close();
    expect(existsSync(spill)).toBe(false);
  });
});

describe('a lake answers the same wherever it lies', () => {
  const columns = [...new Set(TABLES.flatMap((table) => ['snapshot_date', 'filename', ...Object.keys(table.columns)]))];
  const asked = [
    'SELECT * FROM snapshot_accounts ORDER BY ALL',
    'SELECT * FROM service_access ORDER BY ALL',
    'SELECT * FROM snapshot_principals ORDER BY ALL',
  ];

  async function answers(lake: string): Promise<string[]> {
    const texts: string[] = [];
    for (const sql of asked) {
      const { out, exit } = await run('query', '--sql', sql, '--format', 'ndjson', '--destination', lake);
      expect(exit).toBe('ok');
      texts.push(out);
    }
    return texts;
  }

  test('below folders that are named like each of its columns', async () => {
    const plain = join(folder, 'plain');
    await writeLake(plain, base);
    const expected = await answers(plain);
    expect(expected.every((text) => text.split('\n').length > 3)).toBe(true);
    const everyColumn = join(folder, ...columns.map((name) => `${name}=2020-01-01`));
    mkdirSync(everyColumn, { recursive: true });
    for (const place of [
      join(everyColumn, 'lake'),
      join(folder, 'snapshot_date=2020-01-01'),
      join(folder, "é😀 it's [x]*"),
    ]) {
      await writeLake(place, base);
      expect(await answers(place)).toEqual(expected);
    }
  });
});
