/** What a plain program does with the SDK: the same calls as Access Lake, nothing learned of the account. */

import { setTimeout as delay } from 'node:timers/promises';
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  type IAMClientConfig,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Semaphore } from '../src/async/semaphore.js';

export interface PlainOptions {
  /** Jobs side by side. */
  readonly jobs: number;
  /** Between asking for a job, and asking again. */
  readonly waitMs: number;
}

export interface PlainResult {
  readonly measured: number;
  /** Action rows read. */
  readonly rows: number;
  /** Calls that were answered. */
  readonly calls: number;
  /** Of the principals whose call failed. */
  readonly errors: readonly unknown[];
}

/** A client in a session of the role of the simulated organization. */
export async function plainClient(accountId: string, options: IAMClientConfig): Promise<IAMClient> {
  const RoleArn = `arn:aws:iam::${accountId}:role/AccessLakeReader`;
  const sts = new STSClient({});
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'plain' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new IAMClient({ ...options, credentials });
}

/** Reads the reports of all users and roles of the account. */
export async function readPlainly(iam: IAMClient, { jobs, waitMs }: PlainOptions): Promise<PlainResult> {
  const semaphore = new Semaphore(jobs);
  const { arns, pages } = await arnsIn(iam);
  const settled = await Promise.allSettled(arns.map((arn) => semaphore.run(() => readReport(iam, arn, waitMs))));
  const read = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return {
    measured: read.length,
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
    calls: read.reduce((sum, { calls }) => sum + calls, pages),
    errors: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  };
}

async function arnsIn(client: IAMClient): Promise<{ arns: string[]; pages: number }> {
  const arns: string[] = [];
  let pages = 0;
  for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, {})) {
    pages += 1;
    for (const { Arn } of [...(page.UserDetailList ?? []), ...(page.RoleDetailList ?? [])]) arns.push(Arn as string);
  }
  return { arns, pages };
}

async function readReport(iam: IAMClient, Arn: string, waitMs: number): Promise<{ rows: number; calls: number }> {
  const generate = new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' });
  const { JobId } = await iam.send(generate);
  for (let calls = 2; ; calls++) {
    await delay(waitMs);
    const page = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1000 }));
    if (page.JobStatus !== 'COMPLETED') continue;
    const services = page.ServicesLastAccessed ?? [];
    return {
      rows: services.reduce((sum, service) => sum + (service.TrackedActionsLastAccessed?.length ?? 0), 0),
      calls,
    };
  }
}
