/** The simulated organization as a process, entered by the environment that it prints. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultNames } from '../../src/simulation/faults.js';
import { type Built, buildCommand, ended, start } from './built.js';

let built: Built;

beforeAll(async () => {
  built = await buildCommand();
});

afterAll(() => built.remove());

/** The environment that a shell has after it read what the command printed. */
async function environmentOf(simulated: ChildProcess): Promise<Record<string, string>> {
  const [script] = (await once(simulated.stdout as NonNullable<ChildProcess['stdout']>, 'data')) as [Buffer];
  const before = { PATH: process.env.PATH ?? '', AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'old' };
  const after = execFileSync('sh', ['-c', `${script}\nenv -0`], { env: before, encoding: 'utf8' });
  return Object.fromEntries(
    after
      .split('\0')
      .filter(Boolean)
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );
}

function clientOptions(environment: Record<string, string>) {
  return {
    endpoint: environment.AWS_ENDPOINT_URL_STS ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}

test('the environment that it prints leads there, and an interrupt ends it with 0', async () => {
  const simulated = start([built.main, 'simulate', '--port', '0', '--account-count', '2']);
  const environment = await environmentOf(simulated);
  expect(Object.keys(environment)).not.toContain('AWS_PROFILE');
  expect(Object.keys(environment)).not.toContain('AWS_SESSION_TOKEN');
  expect(environment.AWS_DEFAULT_REGION).toBe(environment.AWS_REGION);
  const client = new STSClient(clientOptions(environment));
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
  expect(Account).toMatch(/^\d{12}$/);
  simulated.kill('SIGINT');
  expect((await ended(simulated)).code).toBe(0);
});

test('with a date the service lives on that day: its clock, its sessions and its reports', async () => {
  const simulated = start([built.main, 'simulate', '--port', '0', '--account-count', '2', '--date', '2026-02-03']);
  const environment = await environmentOf(simulated);
  const response = await fetch(environment.AWS_ENDPOINT_URL_STS ?? '', { method: 'POST' });
  expect(new Date(response.headers.get('date') ?? '').toISOString()).toMatch(/^2026-02-03T/);
  const client = new STSClient(clientOptions(environment));
  const organizations = new OrganizationsClient(clientOptions(environment));
  const { Accounts = [] } = await organizations.send(new ListAccountsCommand({}));
  expect(Accounts.map(({ Name }) => Name)).toEqual(['company-management', 'security-audit']);
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  const member = Accounts.find(({ Id }) => Id !== Account)?.Id;
  const assume = { RoleArn: `arn:aws:iam::${member}:role/AccessLakeReader`, RoleSessionName: 'test' };
  const { Credentials } = await client.send(new AssumeRoleCommand(assume));
  organizations.destroy();
  client.destroy();
  expect(Credentials?.Expiration?.toISOString()).toMatch(/^2026-02-0[34]T/);
  simulated.kill('SIGINT');
  await ended(simulated);
});

test('names that hurt are asked for', async () => {
  const simulated = start([built.main, 'simulate', '--port', '0', '--account-count', '4', '--hostile']);
  const organizations = new OrganizationsClient(clientOptions(await environmentOf(simulated)));
  const { Accounts = [] } = await organizations.send(new ListAccountsCommand({}));
  organizations.destroy();
  expect(Accounts.map(({ Name }) => Name)).toContain("=cmd|'/C calc'!A0");
  simulated.kill('SIGINT');
  await ended(simulated);
});

test('a port that is taken is one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { code, stderr } = await ended(start([built.main, 'simulate', '--port', String(port)]));
  server.close();
  expect(code).toBe(4);
  expect(stderr).toMatch(new RegExp(`^Error: Cannot serve on port "${port}": `));
});

test('faults are listed by name, and an unknown one is refused', async () => {
  const { stdout } = await ended(start([built.main, 'simulate', '--fault', 'list']));
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual([...faultNames]);
  const { code, stderr } = await ended(start([built.main, 'simulate', '--port', '0', '--fault', 'nonsense']));
  expect(code).toBe(2);
  expect(stderr).toContain('"nonsense"');
});
