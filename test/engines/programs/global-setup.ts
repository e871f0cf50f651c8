/**
 * Starts the servers for the first test that asks for them and keeps them for all test files of the run.
 * Test files run in processes of their own: they ask over HTTP (engines.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { askingOf } from '../../recorded/answers.js';
import { report } from '../../recorded/report.js';
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
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-trino-'));
  const notes = join(folder, 'notes');
  project.provide('trinoNotes', notes);
  return async () => {
    server.close();
    server.closeAllConnections();
    await started?.then(
      ({ stop }) => stop(),
      () => undefined, // the tests have failed with its reason
    );
    report(
      notes,
      askingOf({ ...process.env, ...project.config.env }),
      project.vitest.state.getFailedFilepaths().length > 0,
    );
    rmSync(folder, { recursive: true });
  };
}
