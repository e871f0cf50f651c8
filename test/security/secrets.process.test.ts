/**
 * No secret gets into what an export says or writes: keys, session tokens and the external id travel, and are then looked
 * for in all output and all files, through success and through every kind of failure.
 */

import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { encodePart } from '../../src/tables/part.js';
import { type Built, buildCommand, type Ended, ended, start } from '../cli/built.js';
import { filesIn, sql } from '../export/lake.js';
import { type EchoingProxy, startEchoingProxy } from './echoing-proxy.js';

const externalId = 'MARKED/external-id';
const another = 'MARKED-another';
const withAnother = 'another role and another external id';
const folder = mkdtempSync(join(tmpdir(), 'access-lake-secrets-'));
const said: string[] = [];
let built: Built;
let simulation: Simulation;
let proxy: EchoingProxy;

beforeAll(async () => {
  [built, simulation] = await Promise.all([
    buildCommand(),
    startSimulation({ accounts: 4, principalsPerAccount: 1, specialCases: false, jobMs: [1, 10], externalId }),
  ]);
  proxy = await startEchoingProxy(simulation.url);
});

afterAll(async () => {
  await proxy.stop();
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

function environment(more: Record<string, string> = {}): Record<string, string> {
  const { url } = proxy;
  return {
    ...simulation.env,
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_ORGANIZATIONS: url,
    ACCESS_LAKE_EXTERNAL_ID: externalId,
    ...more,
  };
}

/** With trends, whose process has the same environment, where an export succeeds and where it leaves gaps. */
const WITH_TRENDS: readonly string[] = ['success', 'denied roles and reports'];

function startExport(name: string, args: readonly string[] = [], more: Record<string, string> = {}): ChildProcess {
  const role = args.includes('--this-account') ? [] : ['--role-name', 'AccessLakeReader'];
  const trends = WITH_TRENDS.includes(name) ? [] : ['--no-trends'];
  return start(
    [built.main, 'export', '--destination', join(folder, name), '--retry-for', '0', ...role, ...trends, ...args],
    environment(more),
  );
}

async function heard(child: ChildProcess): Promise<Ended> {
  const result = await ended(child);
  said.push(result.stdout, result.stderr);
  return result;
}

async function exported(
  name: string,
  { faults = [], echo = [], echoCode, args = [], env = {} }: Scenario,
): Promise<Ended> {
  for (const fault of faults) simulation.faults.add(fault);
  proxy.echo(echo, echoCode);
  try {
    return await heard(startExport(name, args, env));
  } finally {
    for (const fault of faults) simulation.faults.remove(fault);
    proxy.echo([]);
  }
}

interface Scenario {
  readonly faults?: readonly Fault[];
  /** Actions whose error says back what was sent. */
  readonly echo?: readonly string[];
  readonly echoCode?: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
}

/** All that must never be seen. */
function marks(): string[] {
  return [...proxy.secrets, simulation.env.AWS_SECRET_ACCESS_KEY as string, externalId, another, 'MARKED'];
}

const always = Number.POSITIVE_INFINITY;
const debug = {
  DEBUG: '*',
  AWS_LOG_LEVEL: 'debug',
  AWS_SDK_LOG_LEVEL: 'trace',
  LOG_LEVEL: 'trace',
  SMITHY_LOG: 'trace',
};
const denied: Fault = { name: 'access-denied', action: 'GenerateServiceLastAccessedDetails', probability: 0.5 };
const troubles: readonly Fault[] = (
  ['internal-error', 'reset', 'cut', 'html', 'empty', 'session-revoked'] as const
).map((name) => ({ name, action: 'iam:*', count: 2, nth: 3 }));

test.each<[string, number, Scenario]>([
  ['success', 0, { args: ['--progress', 'json', '--json'], env: debug }],
  [
    'plain progress through throttling, resets, cut and strange answers',
    0,
    { args: ['--progress', 'plain'], faults: [...troubles, { name: 'throttle', action: 'iam:*', count: 3 }] },
  ],
  [
    'denied roles and reports',
    3,
    { args: ['--progress', 'plain'], faults: [denied, { name: 'role-missing', nth: 2, count: 2 }], env: debug },
  ],
  [withAnother, 3, { args: ['--role-name', 'Nobody', '--keep-going'], env: { ACCESS_LAKE_EXTERNAL_ID: another } }],
  [
    'a right external id by the command line, with all that STS was asked for said back',
    4,
    { args: ['--external-id', externalId], echo: ['AssumeRole'] },
  ],
  ['the same by a service that takes the caller to be expired', 4, { echo: ['AssumeRole'], echoCode: 'ExpiredToken' }],
  ['this account alone', 0, { args: ['--this-account', '--external-id', externalId] }],
  ['all that IAM was asked for said back', 4, { echo: ['GetAccountSummary'], args: ['--progress', 'json'] }],
  ['who calls said back', 4, { echo: ['GetCallerIdentity'] }],
  ['an organization that may not be read', 4, { faults: [{ name: 'organizations-denied', count: always }] }],
  [
    'keys that are not known',
    4,
    {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN',
        AWS_SECRET_ACCESS_KEY: 'MARKED-secret',
        AWS_SESSION_TOKEN: 'MARKED-token',
      },
    },
  ],
])('%s ends with %i', async (name, code, scenario) => {
  const result = await exported(name, scenario);
  expect(result, result.stderr).toMatchObject({ code });
});

test.each([
  ['SIGKILL', null],
  ['SIGINT', 130],
] as const)('%s in the middle', async (signal, code) => {
  const slow: Fault = {
    name: 'job-slow',
    ms: 20_000,
    account: simulation.truth().accounts[2]?.row.account_id as string,
  };
  simulation.faults.add(slow);
  const child = startExport(signal, ['--progress', 'json']);
  const result = heard(child);
  child.stderr?.on('data', (text: string) => {
    if (text.includes('accountDone')) child.kill(signal);
  });
  expect((await result).code).toBe(code);
  simulation.faults.remove(slow);
  expect(existsSync(join(folder, signal, '_staging'))).toBe(true);
});

test.each<[string, string[], Record<string, string>]>([
  ['an external id that cannot be one', ['--external-id', 'MARKED id'], {}],
  ['one of the environment that cannot be one', [], { ACCESS_LAKE_EXTERNAL_ID: 'MARKED id' }],
  ['a misspelt option', ['--externalid=MARKED'], {}],
  ['an option with a value after it', ['--this-account', '--ou', 'r-ab12', '--external-id', externalId], {}],
])('bad usage: %s', async (_name, args, env) => {
  expect((await heard(startExport('usage', args, env))).code).toBe(2);
});

/** Last of all: what went on before is what is looked at. */
describe('afterwards', () => {
  test('the secrets did travel', () => {
    expect(proxy.secrets.size).toBeGreaterThan(20);
    const sent = proxy.sent.join('\n');
    const tokens = [...proxy.secrets].filter((secret) => secret.length > 100);
    expect(tokens.filter((token) => sent.includes(token)).length).toBeGreaterThan(10);
    expect(sent).toContain(`ExternalId=${externalId}`);
  });

  test('nothing that was said holds one', () => {
    const all = said.join('\n');
    expect(all.length).toBeGreaterThan(5000);
    expect(all).toContain('1 validation error detected');
    expect(marks().filter((mark) => all.includes(mark))).toEqual([]);
  });

  test('no file holds one: lakes, and what killed runs left', async () => {
    for (const name of ['success', 'this account alone']) expect(existsSync(join(folder, name, 'runs'))).toBe(true);
    const found = await search(folder, marks());
    const isUnknown = ({ file, text }: Found) => file.startsWith(`${withAnother}/`) && externalId.startsWith(text);
    expect(found.filter((one) => !isUnknown(one))).toEqual([]); // an id that an export was not given stays in policies
  });

  test('the search finds what is there', async () => {
    const planted = join(folder, 'planted');
    mkdirSync(planted);
    await sql(`COPY (SELECT '{"a": "MARKED"}' AS document) TO '${join(planted, 'a.parquet')}' (COMPRESSION zstd)`);
    const column = { kind: 'values', values: ['MARKED'] } as const;
    writeFileSync(
      join(planted, 'a.arrow.br'),
      await encodePart({ policies: { rows: 1, columns: { document: column } } }),
    );
    writeFileSync(join(planted, 'a.json'), '"MARKED"');
    expect((await search(planted, ['MARKED'])).map(({ file }) => file)).toEqual(['a.arrow.br', 'a.json', 'a.parquet']);
  });
});

interface Found {
  readonly file: string;
  readonly text: string;
}

/** Every file that holds one of the texts, unpacked: rows of Parquet as JSON, parts without Brotli. */
async function search(folder: string, texts: Iterable<string>): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of filesIn(folder)) {
    const content = await unpacked(join(folder, file));
    for (const text of texts) if (content.includes(text) || file.includes(text)) found.push({ file, text });
  }
  return found;
}

async function unpacked(path: string): Promise<Buffer | string> {
  if (path.endsWith('.parquet')) {
    const rows = await sql(`SELECT * FROM read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false)`);
    return rows.map((row) => JSON.stringify(row).replaceAll('\\"', '"')).join('\n');
  }
  const bytes = readFileSync(path);
  return path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
}
