/** The dashboard of QuickSight as `cid-cmd` deploys it, to an account of our own whose requests AWS's models check. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeViews } from '../../src/query/duckdb/describe-views.js';
import { pythonWith } from '../clients/python.js';
import { DATABASE } from './quicksight/athena.js';
import { type Model, problemsOf, readModel } from './quicksight/model.js';
import { DATA_SOURCE, USER } from './quicksight/quicksight.js';
import { type AccountServer, startAccount } from './quicksight/server.js';

const VERSION = '4.4.18';
const resources = fileURLToPath(new URL('../../dashboards/quicksight/access-lake.yaml', import.meta.url));
const { dashboards, datasets } = parse(readFileSync(resources, 'utf8'));
const ids = Object.values<{ data: { DataSetId: string } }>(datasets).map(({ data }) => data.DataSetId);
const folder = mkdtempSync(join(tmpdir(), 'cid-cmd-'));
let account: AccountServer;
let model: Model;
let python: string;

beforeAll(async () => {
  python = await pythonWith('cid-cmd', VERSION);
  const { stdout } = await promisify(execFile)(python, ['-c', 'import botocore; print(botocore.__path__[0])']);
  const packages = join(stdout.trim(), '..');
  model = readModel(packages, 'quicksight');
  account = await startAccount({ quicksight: model, athena: readModel(packages, 'athena') }, await describeViews());
});
afterAll(async () => {
  await account?.stop();
  rmSync(folder, { recursive: true });
});

/** What cid-cmd printed, whichever way it ended: without a terminal it ends where it would ask. */
async function cid(command: string, ...more: string[]): Promise<string> {
  const given = ['--dashboard-id', 'access-lake', '--athena-database', DATABASE, '--athena-workgroup', 'primary'];
  const quicksight = ['--quicksight-datasource-id', DATA_SOURCE, '--quicksight-user', USER];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: account.url,
    BROWSER: 'true',
    HTTPS_PROXY: account.url,
    HTTP_PROXY: account.url,
    NO_PROXY: '127.0.0.1',
  };
  const words = [command, ...more, '--resources', resources, ...given, ...quicksight];
  const run = ['-c', 'from cid.cli import main; main()', ...words];
  const ended = await promisify(execFile)(python, run, { cwd: folder, env, timeout: 300_000 }).catch((error) => error);
  return `${ended.stdout}${ended.stderr}`;
}

const named = (name: string) => account.calls.filter((call) => call.name === name).map(({ input }) => input);

test('it is created with its data sets, as AWS takes it, and shared with nobody', async () => {
  const said = await cid('deploy');
  expect(
    named('CreateDataSet')
      .map(({ DataSetId }) => DataSetId)
      .sort(),
    said,
  ).toEqual([...ids].sort());
  const [made, ...others] = named('CreateDashboard');
  expect([made?.DashboardId, others], said).toEqual(['access-lake', []]);
  expect(made?.Definition).toMatchObject({ Sheets: parse(dashboards['ACCESS-LAKE'].data).Sheets });
  expect(account.problems).toEqual([]);
  expect(said).toMatch(/share-with-account/);
  const granted = account.calls.flatMap(({ input }) => (input.Permissions ?? []) as { Principal: string }[]);
  expect(new Set(granted.map(({ Principal }) => Principal.split('/').at(-1)))).toEqual(new Set([USER]));
  expect(named('UpdateDashboardPermissions')).toEqual([]);
});

test('a later one renews what is there, and makes no second', async () => {
  account.calls.length = 0;
  const said = await cid('update', '--recursive', '--force');
  expect(
    named('UpdateDashboard').map(({ DashboardId }) => DashboardId),
    said,
  ).toEqual(['access-lake']);
  expect([named('CreateDataSet'), named('CreateDashboard')]).toEqual([[], []]);
  expect(account.problems).toEqual([]);
});

test('no view of the lake is touched, and what it asks of others is what docs/dashboards.md says', () => {
  for (const statement of account.statements) expect(statement).toMatch(/\bcid_parameters\b/);
  const docs = readFileSync(new URL('../../docs/dashboards.md', import.meta.url), 'utf8');
  expect(account.hosts.size).toBeGreaterThan(0);
  for (const host of account.hosts) expect(docs).toContain(host);
});

test("AWS's model refuses what is misspelt, missing, too long or unknown", () => {
  const made = named('UpdateDashboard')[0] ?? {};
  expect(problemsOf(model, 'UpdateDashboard', made)).toEqual([]);
  expect(problemsOf(model, 'UpdateDashboard', { ...made, Nam: 'x' })).toEqual(['UpdateDashboard: unknown Nam']);
  expect(problemsOf(model, 'UpdateDashboard', { ...made, Name: undefined })).toHaveLength(1);
  expect(problemsOf(model, 'UpdateDashboard', { ...made, DashboardId: 'a b' })).toHaveLength(1);
  const sheet = { SheetId: 's', ContentType: 'PAGE' };
  expect(
    problemsOf(model, 'UpdateDashboard', {
      ...made,
      Definition: { DataSetIdentifierDeclarations: [], Sheets: [sheet] },
    }),
  ).toEqual([expect.stringContaining('ContentType: "PAGE" is none of')]);
});
