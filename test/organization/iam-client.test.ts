import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedHandler } from '../../src/aws/clients.js';
import { type IamClient, iamClient } from '../../src/organization/iam-client.js';

const answer = `<GetAccountSummaryResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountSummaryResult><SummaryMap><entry><key>Users</key><value>7</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>`;
const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';

/** Calls that came and wait for their answer. */
const waiting: ServerResponse[] = [];
let server: Server;
let iam: IamClient;

beforeAll(async () => {
  server = createServer((request, response) => request.resume().on('end', () => waiting.push(response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  iam = iamClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: sharedHandler(),
  });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function arrived(calls: number): Promise<ServerResponse[]> {
  while (waiting.length < calls) await new Promise((resolve) => setTimeout(resolve, 5));
  return waiting.splice(0);
}

test('of two calls of one command side by side, the one that is aborted ends, and only that', async () => {
  const [stopped, other] = [new AbortController(), new AbortController()];
  const first = iam.send(new GetAccountSummaryCommand({}), { abortSignal: stopped.signal });
  const second = iam.send(new GetAccountSummaryCommand({}), { abortSignal: other.signal });
  const responses = await arrived(2);
  stopped.abort();
  await expect(first).rejects.toThrow('aborted');
  for (const response of responses) if (!response.destroyed) response.end(answer);
  expect((await second).SummaryMap).toEqual({ Users: 7 });
});

test('each call reads its own body, and the SDK what it returns', async () => {
  const abortSignal = new AbortController().signal;
  const bodies: string[] = [];
  const readBody = (users: string) => (body: Buffer) => {
    bodies.push(body.toString());
    return Buffer.from(answer.replace('>7<', `>${users}<`));
  };
  const calls = [
    iam.send(new GetAccountSummaryCommand({}), { abortSignal, readBody: readBody('8') }),
    iam.send(new GetAccountSummaryCommand({}), { abortSignal, readBody: readBody('9') }),
    iam.send(new GetAccountSummaryCommand({}), { abortSignal }),
  ];
  for (const response of await arrived(3)) response.end(answer);
  expect((await Promise.all(calls)).map(({ SummaryMap }) => SummaryMap?.Users)).toEqual([8, 9, 7]);
  expect(bodies).toEqual([answer, answer]);
});

test('no body of another status is read, and the SDK makes its error of it', async () => {
  const abortSignal = new AbortController().signal;
  const readBody = () => {
    throw new Error('read');
  };
  const call = iam.send(new GetAccountSummaryCommand({}), { abortSignal, readBody });
  const refused = expect(call).rejects.toMatchObject({ name: 'AccessDenied', message: 'no' });
  for (const response of await arrived(1)) response.writeHead(403).end(refusal);
  await refused;
});
