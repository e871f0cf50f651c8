/** Real SDK clients over real sockets to a simulated organization. */
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  IAMClient,
} from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { SimulationOptions } from '../../src/simulation/options.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { Truth, TruthAccount, TruthPrincipal } from '../../src/simulation/truth.js';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The date in which the tests live. */
export const TODAY = Date.UTC(2026, 10, 25, 9, 30);

const SMALL: SimulationOptions = { clock: () => TODAY, jobMs: [20, 40], accounts: 6, principalsPerAccount: 5 };

/** A small organization of today, the special cases included. */
export async function start(options: SimulationOptions = {}): Promise<World> {
  return new World(await startSimulation({ ...SMALL, ...options }));
}

export class World {
  readonly simulation: Simulation;
  private known: Truth | undefined;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** The truth when it was first looked at. */
  get truth(): Truth {
    this.known ??= this.simulation.truth();
    return this.known;
  }

  get hubKeys(): Keys {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = this.simulation.env;
    return { accessKeyId, secretAccessKey };
  }

  /** The account with the special cases. */
  get special(): TruthAccount {
    return this.accountWith('busy-administrator');
  }

  get management(): TruthAccount {
    return this.truth.accounts.find(({ row }) => row.is_management_account) as TruthAccount;
  }

  accountWith(principalName: string): TruthAccount {
    const holds = (account: TruthAccount) => account.principals.some(({ row }) => row.principal_name === principalName);
    return this.truth.accounts.find(holds) as TruthAccount;
  }

  principal(name: string): TruthPrincipal {
    return this.special.principals.find(({ row }) => row.principal_name === name) as TruthPrincipal;
  }

  iam(credentials: Keys = this.hubKeys, maxAttempts = 1): IAMClient {
    return new IAMClient({ ...this.client(credentials), maxAttempts });
  }

  sts(credentials: Keys = this.hubKeys): STSClient {
    return new STSClient({ ...this.client(credentials), maxAttempts: 1 });
  }

  organizations(credentials: Keys = this.hubKeys): OrganizationsClient {
    return new OrganizationsClient({ ...this.client(credentials), maxAttempts: 1 });
  }

  async assume({ row }: TruthAccount = this.special, input: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> {
    const RoleArn = `arn:aws:iam::${row.account_id}:role/AccessLakeReader`;
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run-1', ...input });
    const { Credentials } = await this.sts().send(command);
    return {
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretAccessKey as string,
      sessionToken: Credentials?.SessionToken as string,
    };
  }

  /** A client of the special account's member role. */
  async member(account?: TruthAccount): Promise<IAMClient> {
    return this.iam(await this.assume(account));
  }

  /** A body as it comes over the wire. */
  async raw(credentials: Keys, service: string, request: string | { target: string; json: unknown }): Promise<string> {
    const isJson = typeof request !== 'string';
    const credential = `${credentials.accessKeyId}/20261125/us-east-1/${service}/aws4_request`;
    const response = await fetch(this.simulation.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`,
        'content-type': isJson ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded',
        ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
        ...(isJson ? { 'x-amz-target': `AWSOrganizationsV20161128.${request.target}` } : {}),
      },
      body: isJson ? JSON.stringify(request.json) : request,
    });
    return response.text();
  }

  private client(credentials: Keys) {
    return { endpoint: this.simulation.url, region: 'us-east-1', credentials };
  }
}

export async function generate(
  iam: IAMClient,
  arn: string,
  granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL' = 'ACTION_LEVEL',
) {
  const { JobId } = await iam.send(
    new GenerateServiceLastAccessedDetailsCommand({ Arn: arn, Granularity: granularity }),
  );
  return JobId as string;
}

export function get(iam: IAMClient, JobId: string, more: { MaxItems?: number; Marker?: string } = {}) {
  return iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, ...more }));
}

/** Asks until the job is no longer in progress. */
export async function finished(iam: IAMClient, jobId: string, more?: { MaxItems?: number; Marker?: string }) {
  for (;;) {
    const answer = await get(iam, jobId, more);
    if (answer.JobStatus !== 'IN_PROGRESS') return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A report as the rows that the truth holds: services and actions. */
export async function reported(iam: IAMClient, arn: string) {
  const jobId = await generate(iam, arn);
  const pages: GetServiceLastAccessedDetailsResponse[] = [];
  for (let Marker: string | undefined; pages.length === 0 || Marker; Marker = pages.at(-1)?.Marker) {
    pages.push(await finished(iam, jobId, { MaxItems: 1000, ...(Marker ? { Marker } : {}) }));
  }
  return pages.flatMap(({ ServicesLastAccessed }) => ServicesLastAccessed ?? []);
}

/** The error of a call that must fail, as code, status and message. */
export async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => Promise.reject(new Error('The call did not fail')),
    (reason) => reason,
  );
  if (!error.$metadata) throw error;
  return { code: error.Code ?? error.name, status: error.$metadata.httpStatusCode, message: error.message };
}
