import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildCommand, type Ended, ended, start } from '../../cli/built.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type TwinLake, twinLake } from '../questions/lake.js';
import { type AthenaEndpoint, startAthenaEndpoint } from './athena/endpoint.js';

const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'access-lake-catalog-command-'));

let engines: Engines;
let endpoint: AthenaEndpoint;
let lake: TwinLake;
let built: Built;

beforeAll(async () => {
  [engines, built] = await Promise.all([startEngines(), buildCommand()]);
  endpoint = await startAthenaEndpoint(engines);
  lake = await twinLake(engines, 'catalog-command', base);
});

afterAll(async () => {
  built?.remove();
  await lake?.remove();
  await endpoint?.stop();
  rmSync(folder, { recursive: true });
});

function startAccessLake(...args: string[]): ChildProcess {
  return start([built.main, ...args], {
    AWS_ENDPOINT_URL_ATHENA: endpoint.url,
    AWS_ENDPOINT_URL_S3: engines.s3.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: engines.s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engines.s3.secretAccessKey,
  });
}

async function accessLake(...args: string[]): Promise<Ended> {
  return await ended(startAccessLake(...args));
}

test('catalog makes what it lists, and a dry run before it prints the SQL and makes nothing', async () => {
  const options = ['--destination', `${lake.location}/`, '--database', 'catalog_command'];
  const dry = await accessLake('catalog', ...options, '--dry-run');
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.stdout).toContain('CREATE DATABASE IF NOT EXISTS `catalog_command`;');
  expect(dry.stdout).toContain(`LOCATION '${lake.location}/action_last_accessed/'`);
  expect(endpoint.calls).not.toContain('StartQueryExecution');
  const made = await accessLake('catalog', ...options);
  expect(made).toMatchObject({ code: 0 });
  expect(made.stdout).toContain('create table "raw_action_last_accessed"\n');
  const { rows } = await engines.trino.query('SELECT count(*) FROM catalog_command.bi_coverage WHERE is_latest = 1');
  expect(rows).toEqual([[5]]);
});

test('query says the same on Athena as on DuckDB, and on stderr what it cost', async () => {
  const question = ['query', 'principals', '--account', '222222222222', '--format', 'csv'];
  const onDuckdb = await accessLake(...question, '--destination', lake.folder.location);
  const onAthena = await accessLake(...question, '--destination', lake.location, '--database', 'catalog_command');
  expect(onAthena).toMatchObject({ code: 0, stdout: onDuckdb.stdout });
  expect(onAthena.stdout.split('\n').length).toBeGreaterThan(3);
  expect(onAthena.stderr).toContain('$');
});

test('query stopped by SIGINT stops its statement at Athena', async () => {
  endpoint.executions.hold = true;
  const child = startAccessLake('query', 'snapshots', '--destination', lake.location, '--database', 'catalog_command');
  const end = ended(child);
  const started = endpoint.calls.length;
  while (!endpoint.calls.slice(started).includes('GetQueryExecution')) await delay(20);
  child.kill('SIGINT');
  expect((await end).code).toBe(130);
  expect(endpoint.executions.stoppedIds()).toHaveLength(1);
  endpoint.executions.hold = false;
});

test('query of a database that has no catalog says how to make one', async () => {
  const { code, stderr } = await accessLake('query', 'snapshots', '--destination', lake.location, '--database', 'none');
  expect(code).toBe(4);
  expect(stderr).toContain('access-lake catalog --database none');
});

test('query of a database that shows another lake is refused', async () => {
  const other = await twinLake(engines, 'catalog-command-other', base.replaceAll('r4', 'r5'));
  const question = ['query', 'snapshots', '--destination', other.location, '--database', 'catalog_command'];
  const { code, stdout, stderr } = await accessLake(...question);
  await other.remove();
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toContain(`Cannot ask "${other.location}": database "catalog_command" does not show its run "r5".`);
});

test('the catalog of a folder is a file, and is not printed', async () => {
  const { code, stdout, stderr } = await accessLake('catalog', '--destination', './lake', '--print');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Cannot print the catalog of "./lake": the catalog of a folder is one file, lake.duckdb.');
});

test('a workgroup that is not there is an error with a hint', async () => {
  const { code, stderr } = await accessLake(
    'catalog',
    '--destination',
    lake.location,
    '--database',
    'another',
    '--workgroup',
    'nobody',
  );
  expect(code).toBe(4);
  expect(stderr).toContain('WorkGroup nobody is not found');
  expect(stderr).toContain('--workgroup');
});

/** After the others: with what they asked for. */
test('the policy of the caller allows of Athena what was asked for, and nothing else', async () => {
  const [saved] = endpoint.namedQueries.all();
  endpoint.namedQueries.update({ ...(saved as NonNullable<typeof saved>), QueryString: 'SELECT 1' });
  const renewed = await accessLake('catalog', '--destination', lake.location, '--database', 'catalog_command');
  expect(renewed).toMatchObject({ code: 0 });
  expect(renewed.stdout).not.toContain('create table');
  const policy = JSON.parse(readFileSync(new URL('../../../deploy/hub-policy.json', import.meta.url), 'utf8'));
  const actions: string[] = policy.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
  const used = [...new Set(endpoint.calls)].map((operation) => `athena:${operation}`);
  expect(used.sort()).toEqual(actions.filter((action) => action.startsWith('athena:')).sort());
});

test('a run that lost a file is refused, for Athena would show the rest of it as the whole', async () => {
  const { url: endpointUrl, ...credentials } = engines.s3;
  const client = new S3Client({ endpoint: endpointUrl, region: 'us-east-1', forcePathStyle: true, credentials });
  const key = 'principals/snapshot_date=2026-04-01/r2-00000.parquet';
  await client.send(new DeleteObjectCommand({ Bucket: 'catalog-command', Key: `lake/${key}` }));
  client.destroy();
  const question = ['query', 'snapshots', '--destination', lake.location, '--database', 'catalog_command'];
  const { code, stdout, stderr } = await accessLake(...question);
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toContain(
    `Cannot read run "r2" of 2026-04-01 in "${lake.location}": its file "${key}" does not exist.`,
  );
});
