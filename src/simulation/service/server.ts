/** HTTP on the loopback interface, and the faults that an answer can meet on its way back. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultSet } from '../fault-set.js';
import type { Fault, FaultName } from '../faults.js';
import type { Answer } from './answer.js';
import type { Dispatcher, Reply } from './dispatcher.js';

const ANSWER_FAULTS: readonly FaultName[] = [
  'redirect',
  'reset',
  'hang',
  'cut',
  'cut-reset',
  'wrong-length',
  'html',
  'empty',
  'trickle',
  'endless',
];
const PROXY_PAGE =
  '<!DOCTYPE html><html><head><title>Blocked</title></head><body><p>Sign in to the network & go on<br></body></html>';

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 is a free one. */
export async function startServer(
  dispatcher: Dispatcher,
  faults: FaultSet,
  { port, wallClock }: { readonly port: number; readonly wallClock: () => number },
): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    void receive(request).then((body) => {
      if (body === TOO_LARGE) response.writeHead(413, { Connection: 'close' }).end();
      else if (body !== null)
        reply(
          dispatcher.handle({ headers: request.headers, path: request.url ?? '/', body }),
          response,
          faults,
          wallClock(),
        );
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** AWS takes less: 10 KB of a policy document are the most that a call of ours holds. */
const MOST_BYTES = 2 ** 20;
const TOO_LARGE = Symbol('a body that is too large');

/** The body of a request; null: the caller went away. */
async function receive(request: IncomingMessage): Promise<string | typeof TOO_LARGE | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BYTES) return TOO_LARGE;
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return null;
  }
}

function reply({ answer, subject, clockOffMs }: Reply, response: ServerResponse, faults: FaultSet, now: number): void {
  response.sendDate = false;
  response.setHeader('Date', new Date(now + clockOffMs).toUTCString());
  const fault = subject ? faults.strike(ANSWER_FAULTS, subject) : undefined;
  if (fault) strike(fault, answer, response);
  else send(answer, response);
}

function send(answer: Answer, response: ServerResponse, length = answer.body.length): void {
  head(answer, response, length);
  response.end(answer.body);
}

function head({ status, contentType, requestId, errorType }: Answer, response: ServerResponse, length: number): void {
  const headers = { 'Content-Type': contentType, 'Content-Length': length, 'x-amzn-requestid': requestId };
  response.writeHead(status, errorType === undefined ? headers : { ...headers, 'x-amzn-errortype': errorType });
}

function strike({ name, at = 0.5, ms = 1000 }: Fault, answer: Answer, response: ServerResponse): void {
  const place = Math.floor(answer.body.length * at);
  const start = answer.body.subarray(0, place);
  if (name === 'redirect') response.writeHead(302, { Location: 'http://proxy.invalid/login' }).end(PROXY_PAGE);
  if (name === 'reset') response.socket?.resetAndDestroy();
  if (name === 'cut') send({ ...answer, body: start }, response);
  if (name === 'cut-reset') cutAndReset(answer, start, response);
  if (name === 'wrong-length') sendWrongLength(answer, place, response);
  if (name === 'html')
    send({ ...answer, status: 200, contentType: 'text/html', body: Buffer.from(PROXY_PAGE) }, response);
  if (name === 'empty') send({ ...answer, status: 200, body: Buffer.alloc(0) }, response);
  if (name === 'trickle') void trickle(answer, ms, response);
  if (name === 'endless') void endless(answer, response);
}

function cutAndReset(answer: Answer, start: Buffer, response: ServerResponse): void {
  head(answer, response, answer.body.length);
  response.write(start, () => response.socket?.resetAndDestroy());
}

/** A length that is not the body's; the connection ends after it, as it is of no use any more. */
function sendWrongLength(answer: Answer, length: number, response: ServerResponse): void {
  head(answer, response, length);
  response.write(answer.body, () => response.socket?.end());
}

async function trickle(answer: Answer, ms: number, response: ServerResponse): Promise<void> {
  head(answer, response, answer.body.length);
  for (let place = 0; place < answer.body.length && !response.destroyed; place++) {
    response.write(answer.body.subarray(place, place + 1));
    await delay(ms, undefined, { ref: false });
  }
  response.end();
}

/** The answer and blanks after it, until the caller has enough. */
async function endless({ status, contentType, body }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, { 'Content-Type': contentType });
  response.write(body);
  const blanks = Buffer.alloc(1 << 20, ' ');
  while (!response.destroyed) await new Promise<void>((written) => response.write(blanks, () => written()));
}
