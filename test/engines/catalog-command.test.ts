import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildCommand, type Ended, ended, start } from '../cli/built.js';
import { type AthenaEndpoint, startAthenaEndpoint } from './athena/endpoint.js';
import { type Engines, startEngines } from './engines.js';
import { type TwinLake, twinLake } from './lake.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');

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
  engines?.stop();
});

async function accessLake(...args: string[]): Promise<Ended> {
  return await ended(
    start([built.main, ...args], {
      AWS_ENDPOINT_URL_ATHENA: endpoint.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }),
  );
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
  expect(made.stdout).toContain('create table "action_last_accessed"\n');
  const { rows } = await engines.trino.query('SELECT count(*) FROM catalog_command.latest_accounts');
  expect(rows).toEqual([[5]]);
});

test('a folder has no catalog', async () => {
  const { code, stdout, stderr } = await accessLake('catalog', '--destination', './lake');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Cannot make a catalog of "./lake": Athena reads S3 alone.');
});

test('a workgroup that is not there is an error with a hint', async () => {
  const { code, stderr } = await accessLake(
    ...['catalog', '--destination', lake.location, '--database', 'another', '--workgroup', 'nobody'],
  );
  expect(code).toBe(4);
  expect(stderr).toContain('WorkGroup nobody is not found');
  expect(stderr).toContain('--workgroup');
});
