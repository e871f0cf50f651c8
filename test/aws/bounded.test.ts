/** No answer takes more memory than it may: bodies, codes and messages have a bound. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, expect, test } from 'vitest';
import { clientOptions, sharedHandler } from '../../src/aws/clients.js';
import { codeOf, kindOf, reasonOf } from '../../src/aws/failure.js';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** What a call fails with where the service answers so. */
async function failureOf(answer: (response: ServerResponse) => void): Promise<unknown> {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const handler = sharedHandler();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const client = new IAMClient({ ...clientOptions(handler), endpoint, region: 'us-east-1', credentials });
  try {
    return await client.send(new GetAccountSummaryCommand({})).then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    handler.destroy();
  }
}

const mebibyte = Buffer.alloc(1024 * 1024, ' ');

test('an answer without an end is none', async () => {
  let sent = 0;
  const error = await failureOf((response) => {
    const more = () => {
      if (response.destroyed) return;
      sent += 1;
      response.write(mebibyte, more);
    };
    more();
  });
  expect([codeOf(error), kindOf(error)]).toEqual(['InvalidAnswer', 'transient']);
  expect(sent).toBeLessThan(100);
});

test('an answer that says it has 65 MB is none', async () => {
  const error = await failureOf((response) => {
    response.writeHead(200, { 'Content-Length': 65 * mebibyte.length });
    for (let part = 0; part < 65; part += 1) response.write(mebibyte);
    response.end();
  });
  expect(codeOf(error)).toBe('InvalidAnswer');
});

test('of a code 128 characters are kept, of a message 2,000', async () => {
  const [code, message] = ['C'.repeat(10_000), 'm '.repeat(500_000)];
  const error = await failureOf((response) => {
    response.writeHead(400, { 'Content-Type': 'text/xml' });
    response.end(`<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`);
  });
  expect(codeOf(error)).toBe(`${'C'.repeat(127)}…`);
  expect(reasonOf(error)).toBe(`${'C'.repeat(127)}…: ${'m '.repeat(1000).slice(0, 1999)}…`);
});

test('a redirect is named, and may pass', async () => {
  const error = await failureOf((response) => response.writeHead(302, { Location: 'http://proxy.invalid/' }).end('x'));
  expect([codeOf(error), kindOf(error)]).toEqual(['Redirected', 'transient']);
  expect(reasonOf(error)).toBe('Redirected: the answer leads elsewhere, as of a proxy');
});
