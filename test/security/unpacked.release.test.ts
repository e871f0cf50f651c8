/** Files of a lake that are not what they should be inside: each is reported, the others are read, and none unpacks to gigabytes. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';
import { accounts, runs } from '../../src/model/tables.js';
import { readRun } from '../../src/snapshot/read-run.js';
import { folderStore } from '../../src/store/folder.js';
import { readParquet } from '../../src/tables/read.js';
import { runCommand } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { recommit, rewriteFiles } from './rewritten-lake.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'unpacked-'));
const plain = join(folder, 'plain');
let run: CommittedRun;
beforeAll(async () => {
  await writeLake(plain, base);
  [run] = (await committedRuns(folderStore(plain))) as [CommittedRun];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every kind of type that DuckDB writes. */
const TYPES = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL(9,2)',
  'DECIMAL(38,10)',
  'VARCHAR',
  'BLOB',
  'BIT',
  'UUID',
  "ENUM('a', 'b')",
  'JSON',
  ...[
    'DATE',
    'TIME',
    'TIMESTAMP_NS',
    'TIMESTAMP',
    'INTERVAL',
    'VARCHAR[]',
    'STRUCT(a INTEGER)',
    'MAP(VARCHAR, VARCHAR)',
  ],
];
const SQL_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  timestamp: 'TIMESTAMP',
};

/** A value of each type, as SQL. */
function sqlValue(type: string): string {
  if (type === 'BLOB') return "'\\xFF\\xFE'::BLOB";
  if (type === 'BIT') return "'101'::BIT";
  if (type === 'UUID') return 'uuid()';
  if (type.startsWith('ENUM')) return `'a'::${type}`;
  if (type === 'JSON') return `'{"a": 1}'::JSON`;
  if (type === 'VARCHAR') return "'7'";
  if (type === 'VARCHAR[]') return "['a', 'b']";
  if (type.startsWith('STRUCT')) return '{a: 1}';
  if (type.startsWith('MAP')) return "MAP {'a': 'b'}";
  if (type === 'INTERVAL') return 'INTERVAL 1 DAY';
  if (type === 'TIME') return "TIME '10:00:00'";
  if (/^DATE|^TIMESTAMP/.test(type)) return `'2026-07-01'::${type}`;
  return `1::${type}`;
}

/** A commit beside the sound one, in which one column is of another type: its bytes. */
async function* commitsOfOtherTypes(): AsyncGenerator<{ column: string; type: string; bytes: Uint8Array }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const out = join(folder, 'commit.parquet');
  await connection.run(`CREATE TABLE sound AS SELECT * FROM '${plain}/runs/${run.planId}.parquet'`);
  for (const [column, { type: own }] of Object.entries(runs.columns)) {
    for (const type of TYPES.filter((each) => each !== SQL_TYPES[own])) {
      const select = `SELECT * REPLACE (${sqlValue(type)} AS ${column}) FROM sound`;
      await connection.run(`COPY (${select}) TO '${out}' (FORMAT parquet, COMPRESSION uncompressed)`);
      yield { column, type, bytes: readFileSync(out) };
    }
  }
  connection.closeSync();
  instance.closeSync();
}

describe('a commit', () => {
  test('with a column of another type is reported, whichever column and type; the sound one is shown', async () => {
    const lake = join(folder, 'types');
    cpSync(plain, lake, { recursive: true });
    const believed: string[] = [];
    let commits = 0;
    for await (const { column, type, bytes } of commitsOfOtherTypes()) {
      commits += 1;
      const key = `runs/20990101T000000000Z-${String(commits).padStart(8, '0')}.parquet`;
      if ((await readRun(bytes, key)).kind !== 'malformed') believed.push(`${column} ${type}`);
      writeFileSync(join(lake, key), bytes);
    }
    expect(believed).toEqual([]);
    expect(commits).toBe(Object.keys(runs.columns).length * (TYPES.length - 1));
    for (const argv of [['snapshots'], ['query', 'coverage_gaps'], ['verify']]) {
      const { exit, text } = await runCommand([...argv, '--destination', lake]);
      expect(exit).toBe(argv[0] === 'verify' ? 'nothing' : 'ok');
      expect(text.match(/runs\/20990101T000000000Z-\d{8}\.parquet/g)).toHaveLength(commits);
    }
  });

  test('is written without compression, and read only so: it cannot unpack to more than its bytes', async () => {
    const bytes = readFileSync(join(plain, `runs/${run.planId}.parquet`));
    expect(await readParquet(runs, bytes)).toHaveLength(1);
    const out = join(folder, 'packed.parquet');
    for (const compression of ['zstd', 'snappy', 'gzip']) {
      await inDuckdb(`COPY (SELECT * REPLACE (repeat('a', ${compression === 'zstd' ? 300_000_000 : 1000}) AS caller_arn) FROM '${plain}/runs/${run.planId}.parquet')
        TO '${out}' (FORMAT parquet, COMPRESSION ${compression})`);
      if (compression === 'zstd') expect(statSync(out).size).toBeLessThan(50_000);
      const before = process.memoryUsage().rss;
      expect(await readRun(readFileSync(out), `runs/${run.planId}.parquet`)).toMatchObject({ kind: 'malformed' });
      expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    }
  });
});

describe('a file of a table', () => {
  const LARGE = "map(['team'], [repeat('a', 300000000)])";

  test('that unpacks to more than its rows can hold makes its run unreadable, before it is unpacked', async () => {
    const lake = join(folder, 'large');
    cpSync(plain, lake, { recursive: true });
    await rewriteFiles(lake, (table, file) =>
      table.name === 'principals'
        ? `SELECT * REPLACE (CAST(${LARGE} AS MAP(VARCHAR, VARCHAR)) AS tags) FROM ${file} LIMIT 1`
        : undefined,
    );
    const before = process.memoryUsage().rss;
    for (const argv of [
      ['query', 'coverage_gaps'],
      ['query', '--sql', 'SELECT tags FROM snapshot_principals'],
      ['report', '--out', join(folder, 'report.html')],
      ['propose', '--out', join(folder, 'proposals')],
      ['verify'],
    ]) {
      const { exit, text } = await runCommand([...argv, '--destination', lake]);
      expect(exit, text.slice(0, 500)).toBe('nothing');
      expect(text).toMatch(/its file "principals\/[^"]+" unpacks to 3\d{8} bytes, more than its 1 rows can hold/);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  });

  test('of accounts is read by its footer first', async () => {
    const out = join(folder, 'accounts.parquet');
    const name = run.files.find(({ path }) => path.startsWith('accounts/'))?.path as string;
    const select = `SELECT * REPLACE (repeat('a', 300000000) AS account_name) FROM '${plain}/${name}'`;
    await inDuckdb(`COPY (${select}) TO '${out}' (FORMAT parquet, COMPRESSION zstd)`);
    await expect(readParquet(accounts, readFileSync(out))).rejects.toThrow('its bytes are damaged');
  });

  test('that ends without a footer, or with one of nonsense, is reported by its name', async () => {
    for (const [at, end] of [
      '',
      'PAR1',
      `${'x'.repeat(9)}\u0009\u0000\u0000\u0000PAR1`,
      '\u00ff\u00ff\u00ff\u007fPAR1',
    ].entries()) {
      const lake = join(folder, `nonsense-${at}`);
      cpSync(plain, lake, { recursive: true });
      const { path } = run.files.find((file) => file.path.startsWith('accounts/')) as { path: string };
      const bytes = Buffer.concat([Buffer.from('PAR1'), Buffer.from(end, 'latin1')]);
      writeFileSync(join(lake, path), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const files = run.files.map((file) => (file.path === path ? { ...file, bytes: bytes.length, sha256 } : file));
      await recommit(lake, run, { manifest: JSON.stringify(files) });
      const { exit, text } = await runCommand(['query', 'coverage_gaps', '--destination', lake]);
      expect(exit, text).toBe('nothing');
      expect(text).toContain(`its file "${path}" cannot be opened as a Parquet file`);
    }
  });
});

async function inDuckdb(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}
