/**
 * An account of AWS as far as `cid-cmd` asks it: STS, QuickSight, and Athena with the views. Requests are held against AWS's
 * models. It is the proxy of all else too, and connects nobody.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { DescribedView } from '../../../src/query/catalog/view-comments.js';
import { athena } from './athena.js';
import { type Model, operationAt, problemsOf } from './model.js';
import { quicksight } from './quicksight.js';
import { ACCOUNT, ServiceError } from './service.js';

export interface AccountServer {
  readonly url: string;
  /** Operations of QuickSight in order, with their input. */
  readonly calls: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** What AWS's models do not allow. */
  readonly problems: string[];
  /** Statements sent to Athena. */
  readonly statements: string[];
  /** Hosts that were asked for beside the account. */
  readonly hosts: Set<string>;
  stop(): Promise<void>;
}

export interface Models {
  readonly quicksight: Model;
  readonly athena: Model;
}

type Answer = readonly [status: number, body: string, headers?: Readonly<Record<string, string>>];

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::${ACCOUNT}:user/analyst</Arn><UserId>AIDAANALYST</UserId><Account>${ACCOUNT}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

export async function startAccount(models: Models, views: readonly DescribedView[]): Promise<AccountServer> {
  const told = { calls: [] as AccountServer['calls'], problems: [] as string[], statements: [] as string[] };
  const hosts = new Set<string>();
  const inAthena = athena(views, told.statements);
  const inQuicksight = quicksight();

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const name = target.split('.').at(-1) as string;
      const input = JSON.parse(body);
      told.problems.push(...problemsOf(models.athena, name, input));
      return [200, JSON.stringify(inAthena(name, input))];
    }
    if (body.includes('Action=GetCallerIdentity')) return [200, IDENTITY, { 'content-type': 'text/xml' }];
    const { pathname } = new URL(request.url as string, 'http://localhost');
    const asked = operationAt(models.quicksight, request.method as string, pathname);
    if (asked === undefined) throw new ServiceError(400, 'UnknownOperation', `${request.method} ${pathname}`);
    const input = { ...(body === '' ? {} : JSON.parse(body)), ...numbered(asked.given) };
    told.calls.push({ name: asked.name, input });
    told.problems.push(...problemsOf(models.quicksight, asked.name, input));
    return [200, JSON.stringify({ Status: 200, RequestId: 'r', ...inQuicksight(asked.name, input) })];
  };
  const server = createServer((request, response) => {
    answer(request)
      .catch(asAnswer)
      .then((given) => send(response, given));
  });
  server.on('connect', ({ url }, socket) => {
    hosts.add(String(url).replace(/:\d+$/, ''));
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, ...told, hosts, stop };
}

/** What a path says is text; versions are numbers. */
function numbered(given: Readonly<Record<string, string>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, name === 'VersionNumber' ? Number(value) : value]),
  );
}

function asAnswer(error: unknown): Answer {
  const { status, code, message } = error instanceof ServiceError ? error : new ServiceError(500, 'Bug', String(error));
  return [status, JSON.stringify({ __type: code, message, Message: message }), { 'x-amzn-errortype': code }];
}

function send(response: ServerResponse, [status, body, headers = {}]: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
