/** A simulated AWS Organization: IAM, STS, Organizations and the Regions of accounts on one loopback port. */

import { FaultSet } from './fault-set.js';
import { type SimulationOptions, settingsOf } from './options.js';
import { iamId } from './random.js';
import type { Context } from './service/call.js';
import { Calls } from './service/calls.js';
import { Credentials } from './service/credentials.js';
import { Dispatcher } from './service/dispatcher.js';
import { CredentialReports } from './service/iam/credential-reports.js';
import { Jobs } from './service/iam/jobs.js';
import { startServer } from './service/server.js';
import { type Truth, truthOf } from './truth.js';
import { World } from './world/world.js';

export interface Simulation {
  /** Such as http://127.0.0.1:4566, for all services. */
  readonly url: string;
  /** Environment for the AWS SDK: endpoints of the services alone, Region, the hub's access key. */
  readonly env: Readonly<Record<string, string>>;
  /** What a lake of the clock's date must show, with what faults have changed so far. */
  truth(): Truth;
  readonly calls: Calls;
  /** Faults can be added and removed while it runs. */
  readonly faults: FaultSet;
  stop(): Promise<void>;
}

/** Starts the simulated organization; it answers until it is stopped. @throws where the port is taken */
export async function startSimulation(options: SimulationOptions = {}): Promise<Simulation> {
  const settings = settingsOf(options);
  const world = new World(settings);
  const faults = new FaultSet(settings.seed, settings.faults);
  const credentials = new Credentials(settings.seed);
  const { hubAccountId } = world.organization;
  const userId = iamId('AIDA', hubAccountId, 'hub');
  const key = credentials.issueKey({ kind: 'hub', accountId: hubAccountId, arn: world.hubArn, userId });
  const jobs = new Jobs(settings.seed, settings.jobMs);
  const reports = new CredentialReports(settings.seed, settings.jobMs);
  const calls = new Calls();
  const context: Context = { world, faults, credentials, jobs, reports, calls, voidRoles: new Set() };
  const { url, stop } = await startServer(new Dispatcher(context), faults, settings);
  return { url, env: environment(url, key), truth: () => truthOf(world), calls, faults, stop };
}

/** For the SDK's default chain. S3 and Athena are left alone, so that a real server can stand beside. */
function environment(url: string, key: { accessKeyId: string; secretAccessKey: string }): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_ORGANIZATIONS: url,
    AWS_ENDPOINT_URL_ACCOUNT: url,
    AWS_REGION: 'eu-central-1',
    // What boto3 and the first AWS CLI read instead.
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
}
