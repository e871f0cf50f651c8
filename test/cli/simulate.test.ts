/** The simulated organization as a process, entered by the environment that it prints. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
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

test('the environment that it prints leads there, and an interrupt ends it with 0', async () => {
  const simulated = start([built.main, 'simulate', '--port', '0', '--account-count', '2']);
  const environment = await environmentOf(simulated);
  expect(Object.keys(environment)).not.toContain('AWS_PROFILE');
  expect(Object.keys(environment)).not.toContain('AWS_SESSION_TOKEN');
  const client = new STSClient({
    endpoint: environment.AWS_ENDPOINT_URL_STS ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
  expect(Account).toMatch(/^\d{12}$/);
  simulated.kill('SIGINT');
  expect((await ended(simulated)).code).toBe(0);
});

test('a port that is taken is one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { code, stderr } = await ended(start([built.main, 'simulate', '--port', String(port)]));
  server.close();
  expect(code).toBe(4);
  expect(stderr).toMatch(new RegExp(`^Error: Cannot serve at port "${port}": `));
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
