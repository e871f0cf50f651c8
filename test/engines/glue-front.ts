/** Glue as Trino sees it: moto, with the calls for statistics of columns, of which moto has none. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Glue API Reference: statistics that nobody collected. */
const STATISTICS: Readonly<Record<string, unknown>> = {
  GetColumnStatisticsForTable: { ColumnStatisticsList: [], Errors: [] },
  UpdateColumnStatisticsForTable: { Errors: [] },
  DeleteColumnStatisticsForTable: {},
};

/** Forwards all other calls to `target`. */
export async function startGlueFront(target: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(target, request, response).catch((error: Error) => response.writeHead(502).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await request.toArray());
  const operation = String(request.headers['x-amz-target']).replace('AWSGlue.', '');
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  const known = STATISTICS[operation];
  if (known !== undefined) {
    response.writeHead(200, type).end(JSON.stringify(known));
    return;
  }
  const headers = Object.fromEntries(
    ['x-amz-target', 'content-type', 'authorization'].map((name) => [name, String(request.headers[name])]),
  );
  const forwarded = await fetch(target + (request.url ?? '/'), { method: 'POST', headers, body });
  response.writeHead(forwarded.status, type).end(await forwarded.text());
}
