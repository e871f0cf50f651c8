/** A message to a topic, as a local endpoint sees it; and what is said where it is refused. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UserError } from '../../src/model/errors.js';
import { plainSubject, publish } from '../../src/notify/sns.js';

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:access-lake';
const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

let server: Server;
let seen: URLSearchParams[];
let answer: { status: number; body: string };

beforeEach(async () => {
  seen = [];
  answer = {
    status: 200,
    body: `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`,
  };
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(new URLSearchParams(body));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const send = (signal = new AbortController().signal) =>
  publish(TOPIC, { subject: 'Access Lake: 3 findings', text: 'three\nlines\nof it\n' }, signal);
const failure = () =>
  send().then(
    () => expect.fail('it was delivered'),
    (error: UserError) => error,
  );
const refusal = (code: string, message: string) =>
  `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

test('one message, with subject and text as they are', async () => {
  await send();
  expect(seen.map((form) => Object.fromEntries(form))).toEqual([
    {
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: TOPIC,
      Subject: 'Access Lake: 3 findings',
      Message: 'three\nlines\nof it\n',
    },
  ]);
});

test('a denial is told with the right that lacks, and is not tried again', async () => {
  answer = { status: 403, body: refusal('AuthorizationError', 'User is not authorized to perform: SNS:Publish') };
  const { message, hint, exit } = await failure();
  expect(message).toContain(`Cannot notify "${TOPIC}": AuthorizationError`);
  expect([hint, exit]).toEqual([expect.stringContaining('sns:Publish'), 'nothing']);
  expect(seen).toHaveLength(1);
});

test('throttling is waited out, and told where it does not end', async () => {
  answer = { status: 400, body: refusal('Throttled', 'Rate exceeded') };
  const { message, hint } = await failure();
  expect(message).toContain('Throttled: Rate exceeded');
  expect(hint).toContain('try again later');
  expect(seen).toHaveLength(4);
});

test.each(['KMSAccessDenied', 'KMSDisabled', 'KMSNotFound', 'KMSInvalidState'])(
  'a key of the topic that refuses, %s, is told as one',
  async (code) => {
    answer = { status: 400, body: refusal(code, 'the key refuses') };
    const { message, hint, exit } = await failure();
    expect(message).toContain(`${code}: the key refuses`);
    expect([hint, exit]).toEqual([expect.stringContaining('key of the topic'), 'nothing']);
  },
);

test('a topic that is not there, and an endpoint that is none', async () => {
  answer = { status: 404, body: refusal('NotFound', 'Topic does not exist') };
  expect((await failure()).hint).toContain('ARN of an existing topic');
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', 'http://127.0.0.1:1');
  const { message, hint } = await failure();
  expect(message).toContain('ECONNREFUSED');
  expect(hint).toContain('Check the network');
});

test('the secret of the caller is in no error', async () => {
  answer = { status: 403, body: refusal('SignatureDoesNotMatch', `The request was signed with ${'A'.repeat(200)}`) };
  const error = await failure();
  expect(`${error.message}${error.hint}`).not.toMatch(/a-secret|A{150}/);
});

test('a stop ends it', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(send(stop.signal)).rejects.toThrow('may not have been sent');
});

describe('the subject is what SNS takes', () => {
  test.each([
    ['Zürich\r\nBcc: all', 'Z?rich??Bcc: all'],
    ['\u202e🚨 new', '?? new'],
    ['x'.repeat(300), 'x'.repeat(100)],
    ['  blank', 'blank'],
  ])('%j', (subject, expected) => expect(plainSubject(subject)).toBe(expected));
});
