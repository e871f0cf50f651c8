/**
 * Starts the servers for the first test that asks for them and keeps them for all test files of the run.
 * Test files run in processes of their own: they ask over HTTP (engines.ts).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startServers } from './servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    enginesUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: ReturnType<typeof startServers> | undefined;
  const server = createServer((_, response) => {
    started ??= startServers();
    started.then(
      ({ addresses }) => response.end(JSON.stringify(addresses)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('enginesUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await started?.then(
      ({ stop }) => stop(),
      () => undefined, // the tests have failed with its reason
    );
  };
}
