/** boto3, the SDK of most scripts about IAM, against the simulated organization. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SimulationOptions } from '../../src/simulation/options.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { Truth, TruthAccount } from '../../src/simulation/truth.js';
import { pythonWith, runThere } from './python.js';

/** As `access-lake simulate` serves it. */
const served = { openReads: true, validXml: true, jobMs: [5, 20], limits: { rate: 1e6, burst: 1e6 } } as const;

let python: string;
const started: Simulation[] = [];

beforeAll(async () => {
  python = await pythonWith('boto3', '1.44.8');
}, 900_000);
afterAll(() => Promise.all(started.map((simulation) => simulation.stop())));

async function start(options: SimulationOptions): Promise<[Simulation, Truth]> {
  const simulation = await startSimulation({ ...served, ...options });
  started.push(simulation);
  return [simulation, simulation.truth()];
}

function named(truth: Truth, name: string): TruthAccount {
  return truth.accounts.find(({ row }) => row.account_name === name) as TruthAccount;
}

test('a script that audits an account finds what is true of it', async () => {
  const [simulation, truth] = await start({ organization: 'example' });
  const script = fileURLToPath(new URL('audit.py', import.meta.url));
  const seen = JSON.parse(await runThere(simulation, python, [script]));
  const { principals, policies } = named(truth, 'payments-staging');
  const roles = principals.map(({ row }) => row).filter((row) => row.principal_type === 'role');
  const role = principals.find(({ row }) => row.principal_name === 'PaymentAppTestRole');
  const actions = (used: boolean) =>
    role
      ?.actions()
      .filter(({ last_accessed_at }) => (last_accessed_at !== null) === used)
      .map(({ service_namespace, action_name }) => `${service_namespace}:${action_name}`);
  expect(seen).toMatchObject({
    caller: truth.callerArn,
    accounts: truth.accounts.map(({ row }) => row.account_name).sort(),
    roles: roles.map((row) => row.principal_name),
    details: roles.map((row) => row.principal_name),
    create_role: 'NotImplemented',
    instances: 'NotImplemented',
  });
  expect(seen.role).toMatchObject({
    tags: role?.row.tags,
    used: actions(true),
    unused: actions(false),
    s3_users: ['PaymentAppTestRole'],
  });
  expect(Date.parse(seen.role.last_used)).toBe(role?.row.role_last_used_at);
  expect(seen.role.documents[0].Statement.Action).toContain('s3:GetBucketTagging');
  const local = policies.filter(({ is_aws_managed }) => !is_aws_managed).map(({ policy_name }) => policy_name);
  expect(Object.keys(seen.managed)).toEqual(local);
  expect(seen.managed['payments-data-access']).toEqual({ statements: 4, roles: ['payments-api'] });
});

test('names and tags that hurt are read, for they are valid XML', async () => {
  const [simulation, truth] = await start({ accounts: 2, principalsPerAccount: 30 });
  const read =
    'import boto3, json, sys\n' +
    'keys = boto3.client("sts").assume_role(RoleArn=sys.argv[1], RoleSessionName="audit")["Credentials"]\n' +
    'iam = boto3.client("iam", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],' +
    ' aws_session_token=keys["SessionToken"])\n' +
    'pages = list(iam.get_paginator("get_account_authorization_details").paginate())\n' +
    'print(json.dumps({user["UserName"]: {tag["Key"]: tag["Value"] for tag in user.get("Tags", [])}' +
    ' for page in pages for user in page["UserDetailList"]}))\n';
  const account = truth.accounts.find(({ hasMemberRole }) => hasMemberRole) as TruthAccount;
  const role = `arn:aws:iam::${account.row.account_id}:role/AccessLakeReader`;
  const seen = JSON.parse(await runThere(simulation, python, ['-c', read, role]));
  const users = account.principals.map(({ row }) => row).filter((row) => row.principal_type === 'user');
  expect(seen).toEqual(Object.fromEntries(users.map((row) => [row.principal_name, row.tags])));
  expect(Object.keys(seen)).toContain('=1+2@SUM,A1');
});
