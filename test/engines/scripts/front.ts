/**
 * What stands before moto: it notes each call, denies what a script's permissions.json does not name, throttles, kills a
 * script after a call, and answers itself what moto lacks (last-accessed jobs, provisioning, events of CloudTrail).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAllowed, type Policy } from './allowed.js';

export interface Request {
  /** Such as `iam:GetPolicy`. */
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers a call in the place of moto; undefined: moto does. */
export type Handler = (request: Request) => Promise<Reply | undefined> | Reply | undefined;

export interface Front {
  readonly url: string;
  /** Actions in the order of their calls. */
  readonly calls: string[];
  /** Of callers, by access key: what they may do, and the actions that they called. Others may do anything. */
  readonly callers: Map<string, { readonly policy: Policy; readonly called: Set<string> }>;
  readonly handlers: Map<string, Handler>;
  /** Called after the answer of each call is there, before the caller gets it. */
  afterCall: ((number: number, action: string) => void) | undefined;
  /** What moto itself answers. */
  forward(request: Request): Promise<Reply>;
  stop(): Promise<void>;
}

export async function startFront(motoUrl: string): Promise<Front> {
  const server = createServer((request, response) => {
    void handle(front, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    callers: new Map(),
    handlers: new Map(),
    afterCall: undefined,
    forward: (request) => forwarded(motoUrl, request),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}

async function handle(front: Front, incoming: IncomingMessage, response: ServerResponse) {
  const request = await requestOf(incoming);
  front.calls.push(request.action);
  const number = front.calls.length;
  const reply = await replyOf(front, request);
  front.afterCall?.(number, request.action);
  response.writeHead(reply.status, { 'Content-Type': reply.type }).end(reply.body);
}

async function replyOf(front: Front, request: Request): Promise<Reply> {
  const caller = front.callers.get(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  caller?.called.add(request.action);
  if (caller !== undefined && !isAllowed(caller.policy, request)) {
    return failure(request, 'AccessDenied', `not authorized to perform: ${request.action}`, 403);
  }
  return (await front.handlers.get(request.action)?.(request)) ?? front.forward(request);
}

async function forwarded(motoUrl: string, request: Request): Promise<Reply> {
  const { authorization, 'x-amz-target': target, 'content-type': type } = request.headers;
  const headers = { authorization, 'x-amz-target': target, 'content-type': type };
  const given = Object.entries(headers).filter((one): one is [string, string] => typeof one[1] === 'string');
  const answer = await fetch(motoUrl, { method: 'POST', headers: Object.fromEntries(given), body: request.body });
  return { status: answer.status, type: answer.headers.get('content-type') ?? 'text/xml', body: await answer.text() };
}

/** The names by which IAM knows the calls of a service. */
const PREFIXES: Readonly<Record<string, string>> = { SWBExternalService: 'sso' };

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const target = String(incoming.headers['x-amz-target'] ?? '');
  const signed = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  const params = target ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const [service = '', name = ''] = target ? target.split('.').map((part) => part) : [signed, String(params.Action)];
  const prefix = PREFIXES[service] ?? (target ? signed : service);
  return { action: `${prefix}:${target ? target.split('.').at(-1) : name}`, params, headers: incoming.headers, body };
}

export function json(body: object, status = 200): Reply {
  return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

/** An answer of IAM. */
export function xml(name: string, inner: string): Reply {
  const body = `<${name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${name}Result>${inner}</${name}Result></${name}Response>`;
  return { status: 200, type: 'text/xml', body };
}

/** In the protocol of the call. */
export function failure(request: Request, code: string, message: string, status = 400): Reply {
  if (request.headers['x-amz-target']) return json({ __type: code, message }, status);
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, type: 'text/xml', body };
}
