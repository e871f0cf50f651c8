/** A lake in a bucket of a real S3 server, asked without Athena. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildCommand, type Ended, ended, start } from '../../cli/built.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { openTestStore, useEnvironment } from './s3-subject.js';

const WHOLE = '{"accounts":[],"ous":[],"exclude":[],"thisAccount":false}';
/** Every run is of all accounts, so that `derive` wants its date. */
const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8')
  .replace(/^run_id \| snapshot_date \| started_at .*$/m, '$& | scope')
  .replace(/^r\d +\| 2026-\d\d-\d\d +\|[^|\n]*\|[^|\n]*$/gm, `$& | ${WHOLE}`);
const HELD = 'SELECT DISTINCT snapshot_date FROM raw.derived_trend_history ORDER BY 1';
const caches = mkdtempSync(join(tmpdir(), 'access-lake-copied-'));
let server: Versitygw;
let folder: string;
let built: Built;

beforeAll(async () => {
  [server, built] = await Promise.all([startVersitygw(), buildCommand()]);
  await server.createBucket('copied');
  folder = join(caches, 'lake');
  const lake = await writeLake(folder, base);
  useEnvironment(server.env);
  const store = openTestStore('copied');
  for await (const { key } of lake.list('')) await store.put(key, (await lake.get(key)) as Uint8Array);
});

afterAll(async () => {
  built?.remove();
  await server?.stop();
  rmSync(caches, { recursive: true });
});

function accessLake(...args: string[]): Promise<Ended> {
  return ended(start([built.main, ...args], { ...server.env, XDG_CACHE_HOME: caches }));
}

const bucket = 's3://copied/lake';
const ask = (destination: string, ...argv: string[]): Promise<Ended> =>
  accessLake('query', ...argv, '--engine', 'duckdb', '--format', 'csv', '--destination', destination);

test.each([
  ['coverage_gaps'],
  ['removable', '--by', 'service', '--all', '--snapshot-date', '2026-04-01'],
  ['--sql', 'SELECT run_id, count(*) AS n FROM service_access GROUP BY 1 ORDER BY 1'],
])('answers as the folder does: %s', async (...argv) => {
  const [expected, found] = await Promise.all([ask(folder, ...argv), ask(bucket, ...argv)]);
  expect(found).toMatchObject({ code: 0, stdout: expected.stdout });
  expect(expected.stdout.split('\n').length).toBeGreaterThan(2);
});

test('tells of the copying once, for the copies stay', async () => {
  rmSync(join(caches, 'access-lake'), { recursive: true, force: true });
  const argv = ['--sql', "SELECT count(*) AS n FROM snapshot_principals WHERE snapshot_date = '2026-04-01'"];
  expect((await ask(bucket, ...argv)).stderr).toMatch(/copied \d+ of \d+ files, .* fetched/);
  const kept = readdirSync(join(caches, 'access-lake/files'), { recursive: true }).map(String);
  expect(kept.filter((name) => name.endsWith('.parquet')).every((name) => name.includes('=2026-04-01/'))).toBe(true);
  expect((await ask(bucket, ...argv)).stderr).not.toContain('copied');
});

test('trends are made in the bucket as in the folder, shown, and rebuilt where their file is damaged', async () => {
  const json = async (...argv: string[]) => JSON.parse((await accessLake(...argv, '--json')).stdout);
  const derive = (destination: string) => json('derive', '--destination', destination);
  const trends = ['--sql', 'SELECT * FROM trends ORDER BY snapshot_date, dimension, subject NULLS FIRST'];
  expect((await ask(bucket, ...trends)).stderr).toContain('No trends of 3 snapshots');
  const made = await accessLake('derive', '--destination', bucket, '--json');
  expect(made.stderr).toMatch(/^Fetches [\d.]+ [KM]?B in \d+ files to ".+", which has room for /m);
  expect(JSON.parse(made.stdout)).toEqual(await derive(folder));
  const [expected, found] = await Promise.all([ask(folder, ...trends), ask(bucket, ...trends)]);
  expect(found).toMatchObject({ code: 0, stdout: expected.stdout });
  expect(expected.stdout.split('\n').length).toBeGreaterThan(20);
  expect(found.stderr).not.toContain('No trends');
  const statesOf = async () => {
    const { derived } = await json('verify', '--destination', bucket);
    const trends = derived.filter(({ key }: { key: string }) => key.startsWith('derived/trends/'));
    return trends.map((each: { state: string }) => each.state);
  };
  expect(await statesOf()).toEqual(['current', 'current', 'current']);
  const damaged = 'derived/trends/snapshot_date=2026-07-01/derived_trends.parquet';
  await openTestStore('copied').put(damaged, Buffer.from('no Parquet'));
  const { damages } = await json('verify', '--destination', bucket);
  expect(damages).toContainEqual(expect.objectContaining({ kind: 'derived', subject: damaged }));
  expect(await statesOf()).toEqual(['current', 'current']);
  expect((await derive(bucket)).map((each: { state: string }) => each.state)).toContain('made');
  expect(await statesOf()).toEqual(['current', 'current', 'current']);
});

test('what expires leaves the file of all dates of trends', async () => {
  await accessLake('derive', '--destination', bucket);
  const dates = async () => (await ask(bucket, '--sql', HELD, '--format', 'csv')).stdout.trim().split('\r\n').slice(1);
  expect(await dates()).toEqual(['2026-01-01', '2026-04-01', '2026-07-01']);
  const expired = await accessLake('expire', '--destination', bucket, '--run', 'r4', '--drop-evidence');
  expect(expired).toMatchObject({ code: 0 });
  expect(await dates()).toEqual(['2026-01-01', '2026-04-01']);
});
