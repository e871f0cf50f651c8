/**
 * Glue as everybody sees it: moto, with the calls for statistics of columns, of which moto has none. What it reads it keeps
 * until the next write, for a statement asks for each of its views and tables several times, and moto takes 8 ms a call.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Glue API Reference: statistics that nobody collected. */
const STATISTICS: Readonly<Record<string, unknown>> = {
  GetColumnStatisticsForTable: { ColumnStatisticsList: [], Errors: [] },
  UpdateColumnStatisticsForTable: { Errors: [] },
  DeleteColumnStatisticsForTable: {},
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Forwards all other calls to `target`. */
export async function startGlueFront(target: string): Promise<{ url: string; stop(): Promise<void> }> {
  const ask = keptReads((call) => forward(target, call));
  const server = createServer((request, response) => {
    answer(ask, request)
      .then(({ status, text }) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(text),
      )
      .catch((error: Error) => response.writeHead(502).end(error.message));
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

interface Call {
  readonly operation: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Ask = (call: Call) => Promise<Answer>;

async function answer(ask: Ask, request: IncomingMessage): Promise<Answer> {
  const body = Buffer.concat(await request.toArray());
  const operation = String(request.headers['x-amz-target']).replace('AWSGlue.', '');
  const known = STATISTICS[operation];
  if (known !== undefined) return { status: 200, text: JSON.stringify(known) };
  const headers = Object.fromEntries(
    ['x-amz-target', 'content-type', 'authorization'].map((name) => [name, String(request.headers[name])]),
  );
  return await ask({ operation, headers, body });
}

async function forward(target: string, { headers, body }: Call): Promise<Answer> {
  const forwarded = await fetch(target, { method: 'POST', headers, body });
  return { status: forwarded.status, text: await forwarded.text() };
}

/** Every call of the catalog comes this way, so that what was read holds until a call that is not `Get…` begins or ends. */
function keptReads(ask: Ask): Ask {
  let kept = new Map<string, Promise<Answer>>();
  return async (call) => {
    if (!call.operation.startsWith('Get')) {
      kept = new Map();
      return await ask(call).finally(() => {
        kept = new Map();
      });
    }
    const reads = kept;
    const key = `${call.operation} ${call.body}`;
    const known = reads.get(key);
    if (known !== undefined) return await known;
    const asked = ask(call);
    reads.set(key, asked);
    asked.catch(() => reads.delete(key));
    return await asked;
  };
}
