/** Stands before an S3 server, records every request and does to some what a network or S3 itself may do. */
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export type Operation =
  | 'HeadBucket'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'HeadObject'
  | 'GetObject'
  | 'PutObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'DeleteObjects';

export type FaultKind =
  | 'slowDown' // 503, not carried out
  | 'internalError' // 500, not carried out
  | 'conflict' // 409 ConditionalRequestConflict, not carried out
  | 'taken' // 412 PreconditionFailed, not carried out
  | 'uploadGone' // 404 NoSuchUpload, not carried out
  | 'reset' // the connection breaks, not carried out
  | 'lostAnswer' // carried out, then the connection breaks
  | 'lateAnswer' // carried out, answered after LATE_MS
  | 'cutBody' // carried out, half of the answer's body arrives
  | 'errorIn200' // status 200 with an error in its body, not carried out
  | 'htmlPage' // 200 with the page of some proxy, not carried out
  | 'emptyPage' // 200 with nothing, not carried out
  | 'otherRegion' // 301 that names the Region eu-west-1, not carried out
  | 'stored' // 200 with an ETag, as from a server that does not know If-None-Match; not carried out
  | 'silence'; // no answer, ever

/** Long enough for a few calls in between. */
const LATE_MS = 1_000;

export interface Fault {
  readonly operation: Operation;
  readonly kind: FaultKind;
  /** Which of the requests of this operation from now on; 1, the next, unless said. */
  readonly nth?: number;
  /** How many from there on. */
  readonly times?: number;
}

export interface Recorded {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface FaultyProxy {
  readonly url: string;
  readonly requests: readonly Recorded[];
  inject(fault: Fault): void;
  /** Forgets faults and records. */
  clear(): void;
  stop(): Promise<void>;
}

/** Host and signature pass unchanged, so that the server behind checks them as the client made them. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const requests: Recorded[] = [];
  const faults: { fault: Fault; seen: number }[] = [];
  const faultOf = (operation: Operation) => {
    const ofOperation = faults.filter(({ fault }) => fault.operation === operation);
    for (const entry of ofOperation) entry.seen++;
    return ofOperation.find(({ fault: { nth = 1, times = 1 }, seen }) => seen >= nth && seen < nth + times)?.fault.kind;
  };
  const server = createServer(async (incoming, outgoing) => {
    const operation = operationOf(incoming);
    requests.push({ operation, path: incoming.url ?? '', headers: incoming.headers });
    const body = await bodyOf(incoming).catch(() => undefined);
    if (body === undefined) return;
    // The server may answer and hang up before it has read all: a reset for the client too.
    await answer(faultOf(operation), new URL(target), incoming, body, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    inject: (fault) => faults.push({ fault, seen: 0 }),
    clear() {
      faults.length = 0;
      requests.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function operationOf({ method, url = '' }: IncomingMessage): Operation {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const isBucket = pathname.split('/').filter((part) => part !== '').length === 1;
  const has = (name: string) => searchParams.has(name);
  if (method === 'HEAD') return isBucket ? 'HeadBucket' : 'HeadObject';
  if (method === 'GET') return isBucket ? (has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2') : 'GetObject';
  if (method === 'PUT') return has('partNumber') ? 'UploadPart' : 'PutObject';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  if (has('delete')) return 'DeleteObjects';
  return has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
}

const CARRIED_OUT: readonly FaultKind[] = ['lostAnswer', 'lateAnswer', 'cutBody'];

async function answer(
  kind: FaultKind | undefined,
  target: URL,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<void> {
  if (kind === 'silence') return;
  if (kind === 'reset') return void outgoing.destroy();
  if (kind !== undefined && !CARRIED_OUT.includes(kind)) return instead(kind, outgoing);
  const { status, headers, bytes } = await forwarded(target, incoming, body);
  if (kind === 'lostAnswer') return void outgoing.destroy();
  if (kind === 'lateAnswer') await setTimeout(LATE_MS);
  outgoing.writeHead(status, headers);
  if (kind !== 'cutBody') return void outgoing.end(bytes);
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
}

const errorBody = (code: string) =>
  `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>a fault</Message></Error>`;

function instead(kind: FaultKind, outgoing: ServerResponse): void {
  const xml = (status: number, code: string) =>
    outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(errorBody(code));
  if (kind === 'slowDown') xml(503, 'SlowDown');
  if (kind === 'internalError') xml(500, 'InternalError');
  if (kind === 'conflict') xml(409, 'ConditionalRequestConflict');
  if (kind === 'taken') xml(412, 'PreconditionFailed');
  if (kind === 'uploadGone') xml(404, 'NoSuchUpload');
  if (kind === 'errorIn200') xml(200, 'InternalError');
  if (kind === 'otherRegion')
    outgoing.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1' }).end(errorBody('PermanentRedirect'));
  if (kind === 'htmlPage')
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please log in</body></html>');
  if (kind === 'stored') outgoing.writeHead(200, { etag: '"d41d8cd98f00b204e9800998ecf8427e"' }).end();
  if (kind === 'emptyPage') outgoing.writeHead(200).end();
}

async function forwarded(target: URL, incoming: IncomingMessage, body: Buffer) {
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, url, headers } = incoming;
    const options = { host: target.hostname, port: target.port, method, path: url, headers, agent: false };
    const outgoing: ClientRequest = request(options, resolve);
    outgoing.on('error', reject).end(body);
  });
  return { status: answered.statusCode ?? 502, headers: answered.headers, bytes: await bodyOf(answered) };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
