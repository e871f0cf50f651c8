/** The page of a lake that is asked on Athena. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildCommand, ended, start } from '../cli/built.js';
import { type AthenaEndpoint, startAthenaEndpoint } from '../engines/catalog/athena/endpoint.js';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import { type TwinLake, twinLake } from '../engines/questions/lake.js';
import { blocksOf } from '../report/blocks.js';

const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-athena-report-'));

let engines: Engines;
let endpoint: AthenaEndpoint;
let lake: TwinLake;
let built: Built;

beforeAll(async () => {
  [engines, built] = await Promise.all([startEngines(), buildCommand()]);
  endpoint = await startAthenaEndpoint(engines);
  lake = await twinLake(engines, 'athena-report', base);
});

afterAll(async () => {
  built?.remove();
  await lake?.remove();
  await endpoint?.stop();
  rmSync(folder, { recursive: true });
});

async function succeed(...args: string[]): Promise<void> {
  const { code, stderr } = await ended(
    start([built.main, ...args], {
      AWS_ENDPOINT_URL_ATHENA: endpoint.url,
      AWS_ENDPOINT_URL_S3: engines.s3.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: engines.s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: engines.s3.secretAccessKey,
    }),
  );
  expect({ code, error: /^Error: .*/m.exec(stderr)?.[0] }).toEqual({ code: 0, error: undefined });
}

test('report holds the same on Athena as on DuckDB, every sheet of it', async () => {
  const sheetsAfter = async (name: string, ...options: string[]): Promise<Map<string, unknown>> => {
    const file = join(folder, `${name}.html`);
    await succeed('report', '--out', file, ...options);
    return blocksOf(readFileSync(file, 'utf8'));
  };
  await succeed('catalog', '--destination', lake.location, '--database', 'athena_report');
  const onDuckdb = await sheetsAfter('duckdb', '--destination', lake.folder.location);
  const onAthena = await sheetsAfter('athena', '--destination', lake.location, '--database', 'athena_report');
  expect([...onAthena.keys()]).toEqual([...onDuckdb.keys()]);
  expect(onAthena.size).toBeGreaterThan(15);
  const own = {
    engine: 'athena',
    place: expect.stringContaining('--database athena_report'),
    writtenAt: expect.any(Number),
  };
  expect(onAthena.get('summary')).toEqual({ ...(onDuckdb.get('summary') as object), ...own });
  for (const [name, sheet] of onDuckdb) if (name !== 'summary') expect(onAthena.get(name), name).toEqual(sheet);
}, 900_000);
