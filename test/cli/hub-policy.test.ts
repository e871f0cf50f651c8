/** deploy/hub-policy.json allows what the caller does, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlannedAccount } from '../../src/model/account.js';
import { MEMBER_READS } from '../../src/model/aws/reads.js';
import { openOrganization } from '../../src/organization/open.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';

const root = resolve(import.meta.dirname, '../..');

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

const policy = JSON.parse(readFileSync(join(root, 'deploy/hub-policy.json'), 'utf8')) as { Statement: Statement[] };
const allowed = policy.Statement.flatMap(({ Action }) => Action);

function allowedOf(service: string): string[] {
  return [...new Set(allowed.filter((action) => action.startsWith(`${service}:`)))].sort();
}

/** Names of the SDK's operations that the sources of a folder use for a service, such as ListAccounts. */
function operationsOf(folder: string, service: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8'));
  const imports = texts.flatMap((text) =>
    [...text.matchAll(/import \{([^}]+)\} from '([^']+)'/g)].filter(
      ([, , from]) => from === `@aws-sdk/client-${service}`,
    ),
  );
  const names = imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  return [
    ...new Set(names.flatMap((name) => /^(\w+)Command$|^paginate(\w+)$/.exec(name)?.slice(1).filter(Boolean) ?? [])),
  ];
}

describe('Organizations and STS, as the simulated organization saw them', () => {
  let simulation: Simulation;

  beforeEach(async () => {
    simulation = await startSimulation({ accounts: 4, principalsPerAccount: 1 });
    for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await simulation.stop();
  });

  test('the actions are those that were used, whichever way the tree is told', async () => {
    const access = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'access-lake' };
    const opened = await openOrganization(access);
    const { managementAccountId, accounts } = opened.organization;
    const member = accounts.find(({ id, state }) => id !== managementAccountId && state === 'ACTIVE');
    const planned = { account: member as NonNullable<typeof member>, decision: 'collect' } as PlannedAccount;
    await opened.tagged([planned], new AbortController().signal);
    await opened.sessionOf(member as NonNullable<typeof member>).current();
    opened.close();
    simulation.faults.add({ name: 'no-paths' });
    (await openOrganization(access)).close();
    const seen = simulation.calls.seen('hub').filter((action) => action.startsWith('organizations:'));
    expect(allowedOf('organizations')).toEqual(seen);
    const needsNoRight = 'sts:GetCallerIdentity';
    const sts = simulation.calls.seen('hub').filter((action) => action.startsWith('sts:') && action !== needsNoRight);
    expect(allowedOf('sts')).toEqual(sts);
  });
});

test('S3: one action for each operation of the store', () => {
  const actionOf: Readonly<Record<string, string>> = {
    AbortMultipartUpload: 's3:AbortMultipartUpload',
    CompleteMultipartUpload: 's3:PutObject',
    CreateMultipartUpload: 's3:PutObject',
    DeleteObjects: 's3:DeleteObject',
    GetObject: 's3:GetObject',
    HeadBucket: 's3:ListBucket',
    HeadObject: 's3:GetObject',
    ListMultipartUploads: 's3:ListBucketMultipartUploads',
    ListObjectsV2: 's3:ListBucket',
    PutObject: 's3:PutObject',
    UploadPart: 's3:PutObject',
  };
  const used = operationsOf('src/store', 's3').map(
    (operation) => actionOf[operation] ?? `${operation} is not in the test`,
  );
  const athenasOwn = 's3:GetBucketLocation';
  expect(allowedOf('s3')).toEqual([...new Set([...used, athenasOwn])].sort());
});

test('Athena: one action for each operation of the query engine and the catalog', () => {
  const used = operationsOf('src/query', 'athena').map((operation) => `athena:${operation}`);
  expect(allowedOf('athena')).toEqual(used.sort());
});

test('SNS: one action for each operation of a message, on the topic alone', () => {
  const used = operationsOf('src/notify', 'sns').map((operation) => `sns:${operation}`);
  expect(used).toEqual(['sns:Publish']);
  expect(allowedOf('sns')).toEqual(used);
});

test('the caller may read its own account as it reads the others', () => {
  expect(policy.Statement.find(({ Sid }) => Sid === 'ReadOwnAccount')?.Action).toEqual([...MEMBER_READS]);
  const besides = policy.Statement.filter(({ Sid }) => Sid !== 'ReadOwnAccount').flatMap(({ Action }) => Action);
  expect(besides.filter((action) => action.startsWith('iam:'))).toEqual([]);
});

test('the member role allows the reads that a session is made for', () => {
  const template = readFileSync(join(root, 'deploy/member-role.yaml'), 'utf8');
  expect([...template.matchAll(/^ +- (\w+:[A-Z]\w+)$/gm)].map(([, action]) => action)).toEqual([...MEMBER_READS]);
});

test('no action has a wildcard', () => {
  expect(allowed.filter((action) => action.includes('*'))).toEqual([]);
  expect(readFileSync(join(root, 'deploy/member-role.yaml'), 'utf8')).not.toMatch(/^ +- \w+:\S*\*/m);
});

test.each(['hub-policy', 'reader-policy'])('%s reads a prefix of the results bucket alone', (name) => {
  const text = readFileSync(join(root, `deploy/${name}.json`), 'utf8');
  const { Statement } = JSON.parse(text) as { Statement: { Action: string | string[]; Resource: string | string[] }[] };
  const objects = Statement.filter(({ Action }) => [Action].flat().includes('s3:GetObject'));
  const resources = objects.flatMap(({ Resource }) => Resource);
  expect(resources.filter((arn) => arn.includes('RESULTS'))).toEqual(['arn:aws:s3:::MY-RESULTS-BUCKET/athena/*']);
});
