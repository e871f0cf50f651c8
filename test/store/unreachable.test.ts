/** A bucket that cannot be reached, or whose service is in trouble, is another end than one that refuses. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { openStore } from '../../src/store/open.js';

let server: Server | undefined;

afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function port(status: number, code: string): Promise<number> {
  const body = `<Error><Code>${code}</Code><Message>no</Message></Error>`;
  server = createServer(
    (_, response) => void response.writeHead(status, { 'content-type': 'application/xml' }).end(body),
  );
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** How a store at that port fails its check. */
async function exitAt(port: number): Promise<unknown> {
  const given = { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '1', AWS_REGION: 'eu-central-1' };
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  for (const [name, value] of Object.entries({ ...given, ...keys })) vi.stubEnv(name, value);
  const store = await openStore('s3://bucket/lake', {});
  const error = await store.check().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).exit;
}

test.each([
  [503, 'ServiceUnavailable', 'unreachable'],
  [500, 'InternalError', 'unreachable'],
  [403, 'AccessDenied', 'nothing'],
  [404, 'NoSuchBucket', 'nothing'],
  [400, 'KMS.DisabledException', 'nothing'],
])('%i %s ends as %s', async (status, code, exit) => {
  expect(await exitAt(await port(status, code))).toBe(exit);
});

test('nobody at the port is unreachable', async () => {
  const free = await port(200, '');
  await new Promise((done) => server?.close(done));
  expect(await exitAt(free)).toBe('unreachable');
});
