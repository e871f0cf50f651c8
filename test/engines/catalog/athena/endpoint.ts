/**
 * An HTTP server that speaks the Athena API (JSON 1.1) and runs what it is told on Trino and Glue.
 * Failures on demand: calls that are refused, statements that end FAILED or CANCELLED or never.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engines } from '../../programs/engines.js';
import { Executions, type PageInput, type StartInput } from './executions.js';
import { type ListTablesInput, listDatabases, listTables } from './metadata.js';
import { NamedQueries } from './named-queries.js';
import { invalidRequest, ServiceError } from './service-error.js';

export interface AthenaEndpoint {
  readonly url: string;
  /** Operations asked for, in order. */
  readonly calls: string[];
  readonly executions: Executions;
  readonly namedQueries: NamedQueries;
  /** The next `times` calls of the operation are answered with this error. */
  refuse(operation: string, type: string, message: string, times?: number): void;
  stop(): Promise<void>;
}

/** The workgroups: `primary` has a place for results, `bare` has none. */
const workgroups: Readonly<Record<string, { hasOutput: boolean }>> = {
  primary: { hasOutput: true },
  bare: { hasOutput: false },
};

type Operation = (input: never) => unknown;

export async function startAthenaEndpoint(engines: Engines): Promise<AthenaEndpoint> {
  const calls: string[] = [];
  const refusals: { operation: string; error: ServiceError }[] = [];
  const executions = new Executions(engines);
  const namedQueries = new NamedQueries();
  const operations: Readonly<Record<string, Operation>> = {
    StartQueryExecution: (input: StartInput) => {
      checkWorkgroup(input);
      return executions.start(input);
    },
    GetQueryExecution: ({ QueryExecutionId }: PageInput) => executions.describe(QueryExecutionId),
    StopQueryExecution: ({ QueryExecutionId }: PageInput) => executions.stop(QueryExecutionId),
    GetQueryResults: (input: PageInput) => executions.page(input),
    ListDatabases: () => listDatabases(engines.glue),
    ListTableMetadata: (input: ListTablesInput) => listTables(engines.glue, input),
    CreateNamedQuery: (input: never) => namedQueries.create(input),
    UpdateNamedQuery: (input: never) => namedQueries.update(input),
    ListNamedQueries: (input: never) => namedQueries.list(input),
    BatchGetNamedQuery: (input: never) => namedQueries.batchGet(input),
  };
  const answer = async (operation: string, input: unknown): Promise<unknown> => {
    calls.push(operation);
    const at = refusals.findIndex((refusal) => refusal.operation === operation);
    if (at >= 0) throw refusals.splice(at, 1)[0]?.error;
    const run = operations[operation];
    if (run === undefined) throw new ServiceError('UnknownOperationException', operation);
    return await run(input as never);
  };
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    readCall(request)
      .then(({ operation, input }) => answer(operation, input))
      .then(
        (body) => send(200, body),
        (error: Error) =>
          send(error instanceof ServiceError ? error.status : 500, { __type: error.name, message: error.message }),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    executions,
    namedQueries,
    refuse: (operation, type, message, times = 1) => {
      for (let n = 0; n < times; n++) refusals.push({ operation, error: new ServiceError(type, message) });
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readCall(request: IncomingMessage): Promise<{ operation: string; input: unknown }> {
  const body = Buffer.concat(await request.toArray()).toString();
  if (!/Credential=[^/]+\/\d{8}\/[^/]+\/athena\/aws4_request/.test(request.headers.authorization ?? '')) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const [, operation = ''] = String(request.headers['x-amz-target']).split('AmazonAthena.');
  return { operation, input: JSON.parse(body) };
}

function checkWorkgroup({ WorkGroup = 'primary', ResultConfiguration }: StartInput): void {
  const workgroup = workgroups[WorkGroup];
  if (workgroup === undefined) throw invalidRequest(`WorkGroup ${WorkGroup} is not found.`);
  if (workgroup.hasOutput || ResultConfiguration?.OutputLocation !== undefined) return;
  throw invalidRequest(
    'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
  );
}
