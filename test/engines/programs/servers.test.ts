import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engines, startEngines } from './engines.js';

let engines: Engines;
let folder: string;

beforeAll(async () => {
  engines = await startEngines();
  folder = await mkdtemp(join(tmpdir(), 'access-lake-servers-'));
  await engines.s3.createBucket('servers');
  for (const date of ['2026-01-01', '2026-01-02']) {
    await putParquet(
      `facts/snapshot_date=${date}/a.parquet`,
      `SELECT 'é${date}' AS name, TIMESTAMP '1969-12-31 23:59:59.001' AS at`,
    );
  }
  await engines.glue.runDdl("CREATE DATABASE IF NOT EXISTS servers COMMENT 'Of this test'");
  await engines.glue.runDdl(facts, 'servers');
});

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true });
});

const facts = `CREATE EXTERNAL TABLE IF NOT EXISTS \`facts\` (
  \`name\` string COMMENT 'It\\'s a name',
  \`at\` timestamp
)
PARTITIONED BY (\`snapshot_date\` string)
STORED AS PARQUET
LOCATION 's3://servers/facts/'
TBLPROPERTIES (
  'projection.enabled'='true',
  'projection.snapshot_date.type'='date',
  'projection.snapshot_date.format'='yyyy-MM-dd',
  'projection.snapshot_date.range'='2026-01-01,NOW+1DAYS',
  'projection.snapshot_date.interval'='1',
  'projection.snapshot_date.interval.unit'='DAYS'
)`;

test('Trino reads Parquet on S3 through a table that Athena DDL put into Glue', async () => {
  const { columns, rows, physicalInputBytes } = await engines.trino.query(
    'SELECT name, at, snapshot_date FROM facts ORDER BY 3',
    { schema: 'servers' },
  );
  expect(columns.map(({ type }) => type)).toEqual(['varchar', 'timestamp', 'varchar']);
  expect(rows).toEqual([
    ['é2026-01-01', '1969-12-31 23:59:59.001', '2026-01-01'],
    ['é2026-01-02', '1969-12-31 23:59:59.001', '2026-01-02'],
  ]);
  expect(physicalInputBytes).toBeGreaterThan(0);
});

test('a constant date reads the files of that date alone', async () => {
  const bytes = async (where: string) =>
    (await engines.trino.query(`SELECT name FROM servers.facts ${where}`)).physicalInputBytes;
  const [all, one] = [await bytes(''), await bytes("WHERE snapshot_date = '2026-01-02'")];
  expect(one * 2).toBe(all);
});

test('a view of Trino lives in Glue', async () => {
  await engines.trino.query('CREATE OR REPLACE VIEW names AS SELECT DISTINCT name FROM facts', { schema: 'servers' });
  const { rows } = await engines.trino.query('SELECT count(*) FROM servers.names');
  expect(rows).toEqual([[2]]);
  await engines.glue.runDdl('DROP VIEW IF EXISTS names', 'servers');
  await expect(engines.trino.query('SELECT count(*) FROM servers.names')).rejects.toThrow(/does not exist/);
});

test('the comment of a column arrives as it was written', async () => {
  const { rows } = await engines.trino.query('SHOW COLUMNS FROM servers.facts');
  expect(rows[0]).toEqual(['name', 'varchar', '', "It's a name"]);
});

test.each([
  ['a trailing comma', facts.replace('timestamp\n', 'timestamp,\n')],
  ['a type that Hive has not', facts.replace('at` timestamp', 'at` varchar2')],
  ['a semicolon', `${facts};`],
])('DDL with %s is refused', async (_, sql) => {
  await expect(engines.glue.runDdl(sql, 'servers')).rejects.toThrow(/line \d+:\d+/);
});

async function putParquet(key: string, select: string): Promise<void> {
  const file = join(folder, 'file.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  const { url, ...credentials } = engines.s3;
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new PutObjectCommand({ Bucket: 'servers', Key: key, Body: await readFile(file) }));
  client.destroy();
}
